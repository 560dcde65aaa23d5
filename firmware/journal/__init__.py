"""The journal: what a meter knows, stored so that no cut, rot or stray write costs money.

journal.py    commits the sections of the stored state, all in one frame
ring.py       what a frame is, where the next one goes, and whether it got there
recovery.py   finds all whole frames of a memory; a pure function of its bytes
start.py      takes over the newest state, from frames, copies and marks
copies.py     what is kept in other places each minute
blocks.py     superblock and high-water marks
joined.py     joins the journal to the meter
fram_map.py   where everything is
"""
