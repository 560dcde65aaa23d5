"""What the communication processor may ask of the metering one: a closed list, one row a request.

A row is (kind, name, least payload bytes, most, cost). Whatever is not in it is refused before
anything reads its payload, and every request has a price, of which the metering processor has so
many a second to give away (`comms.link_server`). None of them moves energy or money by itself: a
command is sealed by somebody else, and verified where it takes effect. docs/SPEC.md has the bytes
of the answers.
"""

from comms.link_frame import MOST_PAYLOAD

REQUESTS = (
    (0x01, "hello", 0, 64, 1),  # who asks; answers boots, clock, how much of each there is
    (0x02, "read", 3, 3, 2),  # first point 2, count 1; answers their values of one second
    (0x03, "records", 7, 7, 4),  # stream 1, from sequence 4, most bytes 2; answers whole records
    (0x04, "stored", 5, 5, 2),  # stream 1, sequence 4: all before it are stored at the far end
    (0x05, "command", 9, MOST_PAYLOAD, 8),  # ticket 4, total 2, offset 2, a piece of sealed bytes
)
KIND_OF = {row[1]: row[0] for row in REQUESTS}
ROW_OF = {row[0]: row for row in REQUESTS}

POINT = "q"
NO_VALUE = -(1 << 63)
"""How a point's value is sent, and what stands for one that is not there."""
COMMAND_HEAD = "<IHH"
COMMAND_HEAD_BYTES = 8
MORE, DONE = 0, 1
"""What the answer to a piece of a command begins with: how far it has come (2), or the answer."""

REFUSED = 0xFF
"""Kind of the answer to what is not carried out; its payload is one of these."""
UNKNOWN, WRONG_LENGTH, BUSY, UNABLE = range(1, 5)
REASONS = {
    UNKNOWN: "no such request",
    WRONG_LENGTH: "payload has a wrong length",
    BUSY: "too many requests, ask again later",
    UNABLE: "cannot be carried out now",
}
