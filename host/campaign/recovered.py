"""What a start finds in an image of the FRAM: the journal's own recovery, over the real frames."""

from firmware.journal.journal import Journal


class Image:
    """A memory that holds an image, as the driver of a FRAM shows it; `writes` are kept."""

    def __init__(self, content):
        self.content = bytearray(content)
        self.size = len(content)
        self.writes = []

    def read(self, address, buf):
        buf[:] = self.content[address : address + len(buf)]

    def lock(self):
        """It is left alone from now on."""

    def write_in_place(self, address, buf):
        """What the driver does with a message that has room for its command."""
        self.write(address, buf[3:])

    def write(self, address, data):
        data = bytes(data)
        self.writes.append((address, data, bytes(self.content)))
        self.content[address : address + len(data)] = data


class Kept:
    """A section whose bytes stay as they were stored."""

    def __init__(self, size):
        self.size = size
        self.bytes = b""

    def pack_into(self, buffer, offset):
        if self.bytes:
            buffer[offset : offset + self.size] = self.bytes

    def unpack_from(self, buffer, offset):
        self.bytes = bytes(buffer[offset : offset + self.size])


class Rest(Kept):
    """The last section: the state of the tariff."""

    def __init__(self, content):
        super().__init__(len(content))
        self.bytes = content


def journal_on(memory, sizes):
    """(journal, whether it found a state) on a memory, with sections of these sizes."""
    journal = Journal(memory, tuple(Kept(size) for size in sizes))
    found = journal.load()
    if found:
        journal.attach(Rest(journal.rest))
    return journal, found


def state_in(image, sizes):
    """(sequence, the frame without head and checksum) that a start finds; None where none."""
    journal, found = journal_on(Image(image), sizes)
    if not found:
        return None
    return journal.sequence, b"".join(s.bytes for s in journal.sections) + journal.rest
