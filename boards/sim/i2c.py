"""The I2C bus of the simulated board, with the two verbs of machine.I2C that drivers use.

A transaction is one message (docs/SPEC.md, "The simulated board's wire").
"""

NO_ACKNOWLEDGE = 0xFF
ENODEV = 19
"""What STM32 and ESP32 raise where nobody acknowledges."""
_HEAD_BYTES = 2


class I2C:
    """The bus at one chip select of the port."""

    def __init__(self, port, select):
        self._port = port
        self._select = select

    def readfrom_mem_into(self, address, place, buf):
        """Fill `buf` with the registers of a chip from `place` on; OSError where none answers."""
        answer = self._transaction(address << 1 | 1, place, bytes(len(buf)))
        for k in range(len(buf)):
            buf[k] = answer[_HEAD_BYTES + k]

    def writeto_mem(self, address, place, buf):
        """Write registers from `place` on; OSError where none answers."""
        self._transaction(address << 1, place, bytes(buf))

    def _transaction(self, first, place, data):
        message = bytes((first, place)) + data
        answer = bytearray(len(message))
        self._port.exchange(self._select, message, answer)
        if answer[0] == NO_ACKNOWLEDGE:
            raise OSError(ENODEV)
        return answer
