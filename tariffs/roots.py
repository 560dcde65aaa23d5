"""Square roots of whole numbers, exactly; MicroPython's math has no isqrt."""


def isqrt(number):
    """The greatest whole number whose square is at most `number` (Newton's method, from above)."""
    if not number:
        return 0
    root = 1
    rest = number
    while rest:
        rest >>= 8
        root <<= 4
    while True:
        lower = (root + number // root) >> 1
        if lower >= root:
            return root
        root = lower
