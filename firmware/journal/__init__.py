"""The journal: what a meter knows, stored so that no cut, rot or stray write costs money.

frame.py      the head of a commit frame, and what makes one whole
recovery.py   finds all whole frames of a memory; a pure function of its bytes
ring.py       where the next frame goes, and whether it got there
journal.py    commits the sections of the stored state, and takes them over again
"""
