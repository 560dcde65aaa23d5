"""What the communication processor asks of the far end, in frames as those of the link.

It is a stand-in for the protocols that are to come (docs/SPEC.md, "The far end"): the simulated
far end speaks it, and what matters of it will stay: records go with the sequence of the first and
of the next, and a command comes with a ticket that its answer repeats.
"""

KIND_OF = {
    "call": 0x21,  # nothing; answers what is wanted of each stream, and what waits
    "deliver": 0x22,  # stream 1, from sequence 4, as the link answers; answers next sequence 4
    "command": 0x23,  # ticket 4, offset 2; answers a piece of the command
    "answer": 0x24,  # ticket 4, the meter's answer
}
CALL_ME = 0x7F
"""Kind of a frame that the far end sends unasked: something waits."""
MOST_PIECE = 480
"""Bytes of a command that the far end hands out at once."""
