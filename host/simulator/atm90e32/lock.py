"""The configuration lock (CfgRegAccEn) and the CRC that guards 0x00-0x6F.

Facts: DS 39-40, 66. Polynomial x^16+x^12+x^5+1, one word per 125 us, 14 ms a pass. The seed and
the bit order are not documented: 0xFFFF and most significant bit first are our choice, and a
driver has to learn the digest from the chip. Also ours: after a reset nothing is checked until
configuration mode has been left once, and CRCErrStatus shows the verdict of the last pass [own].
"""

from .registers import CONFIG_END

UNLOCKED = 0x55AA
GOLDEN_WRITABLE = 0xAA55
PASS_US = CONFIG_END * 125
_NEVER = 1 << 62


def crc16(words, crc=0xFFFF):
    """CRC-16 over 16-bit words, high byte first."""
    for word in words:
        crc ^= word
        for _ in range(16):
            crc = (crc << 1) ^ 0x11021 if crc & 0x8000 else crc << 1
    return crc & 0xFFFF


class Lock:
    """Who may write configuration, and whether it still is what was locked.

    `check_at` is when the running pass that can change a verdict ends; `_NEVER` when nothing
    is due, which lets the chip skip the check.
    """

    def __init__(self, strict):
        self.strict = strict
        self.reset()

    def reset(self):
        self.access = 0
        self.digest = 0
        self.error = 0
        self.check_at = _NEVER
        self._last = 0  # end of the last pass that can change a verdict
        self._epoch = None  # when the first pass began; None: nothing learned, nothing checked
        self._learned = False

    def admits(self):
        """Whether a configuration register may be written now."""
        return self.access == UNLOCKED or not self.strict

    def switch(self, t_us, access):
        """CfgRegAccEn is written: leaving configuration mode starts the learning pass."""
        left = self.access == UNLOCKED and access != UNLOCKED
        self.access = access
        if access == UNLOCKED:
            self._epoch, self._learned, self.error, self.check_at = None, False, 0, _NEVER
        elif left:
            self._epoch, self.check_at = t_us, t_us + PASS_US

    def changed(self, t_us, address):
        """A configuration word changed under the lock: which pass will have seen it?"""
        if self._epoch is None:
            return
        passes, into = divmod(t_us - self._epoch, PASS_US)
        seen_now = into <= address * 125
        verdict = self._epoch + PASS_US * (passes + (1 if seen_now else 2))
        self.check_at, self._last = min(self.check_at, verdict), verdict

    def advance(self, t_us, words):
        """Close the pass that is due: learn the digest, or compare with it."""
        if t_us < self.check_at:
            return
        self.check_at = self._last if self._last > t_us else _NEVER
        digest = crc16(words)
        if not self._learned:
            self.digest, self._learned = digest, True
        self.error = int(digest != self.digest)

    def write_golden(self, t_us, value):
        """CRCDigest may be written in its test mode only."""
        if self.access == GOLDEN_WRITABLE:
            self.digest, self._learned = value, True
            self._epoch = t_us if self._epoch is None else self._epoch
            self.check_at = t_us + PASS_US
