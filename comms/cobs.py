"""Consistent overhead byte stuffing: a frame without zeros, so that a zero ends it.

After any noise the next zero is the begin of something whole. Costs one byte in 254.
Source: S. Cheshire, M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on
Networking 7(2), 1999.
"""

_LONGEST_RUN = 254


def encoded_bytes(length):
    """The most bytes that `length` bytes take when they are stuffed, without the zero."""
    return length + length // _LONGEST_RUN + 1


def encode_into(data, length, out):
    """Stuff the first `length` bytes of `data` into `out`; how many bytes that made."""
    code_at, at = 0, 1
    for place in range(length):
        byte = data[place]
        if at - code_at > _LONGEST_RUN:  # a full run stands for no zero
            out[code_at] = at - code_at
            code_at = at
            at += 1
        if byte:
            out[at] = byte
        else:
            out[code_at] = at - code_at
            code_at = at
        at += 1
    out[code_at] = at - code_at
    return at


def decode_in_place(buf, length):
    """Unstuff the first `length` bytes of `buf`, where they stand; how many remain, -1 if these
    are no stuffed bytes.
    """
    at = done = 0
    while at < length:
        code = buf[at]
        end = at + code
        if not code or end > length:
            return -1
        for place in range(at + 1, end):
            byte = buf[place]
            if not byte:
                return -1
            buf[done] = byte
            done += 1
        at = end
        if code <= _LONGEST_RUN and at < length:
            buf[done] = 0
            done += 1
    return done
