"""What a run has left in the meter's flash, read from the cells of the simulated chip.

Written from docs/SPEC.md ("Rings in the flash", "Load profile", "Days and bills"), not from the
firmware: so it is also what tests hold the firmware against.
"""

import struct
import zlib

SECTOR_BYTES = 4096
PROFILE = (0x200000, 0x300000, 64)
HISTORY = (0x600000, 0x040000, 512)
DAY, BILL = 1, 2
ALL = 255
ENERGIES = (
    "import_mwh",
    "export_mwh",
    "q1_mvarh",
    "q2_mvarh",
    "q3_mvarh",
    "q4_mvarh",
    "apparent_mvah",
)
_INTERVAL = struct.Struct("<IIIHBB7II3HH")
_MOMENT = struct.Struct("<BBBBIIIIiqiqiqQII44Q")
_HIGH = 1 << 62


def ring(memory, where):
    """{sequence: body} of each whole record of a ring at (address, length, bytes of a slot)."""
    base, length, slot_bytes = where
    blank = b"\xff" * SECTOR_BYTES
    found = {}
    for sector in range(base, base + length, SECTOR_BYTES):
        cells = bytes(memory[sector : sector + SECTOR_BYTES])
        if cells == blank:
            continue
        for at in range(0, SECTOR_BYTES, slot_bytes):
            slot = cells[at : at + slot_bytes]
            sequence, crc = struct.unpack_from("<II", slot, slot_bytes - 8)
            place = (sector - base + at) // slot_bytes
            is_here = sequence % (length // slot_bytes) == place
            if is_here and crc == zlib.crc32(slot[:-4]):
                found[sequence] = slot[:-8]
    return dict(sorted(found.items()))


def profile(memory):
    """The intervals that hold, in the order of time."""
    intervals = {}
    for body in ring(memory, PROFILE).values():
        start_s, _, _, covered_s, flags, minutes, *rest = _INTERVAL.unpack(body)
        intervals[start_s] = {
            "start_s": start_s,
            "covered_s": covered_s,
            "flags": flags,
            "interval_min": minutes,
            **dict(zip(ENERGIES, rest[:7], strict=True)),
            "peak_minute_mwh": rest[7],
            "mean_volts": [volts / 100 for volts in rest[8:11]],
        }
    return [intervals[start_s] for start_s in sorted(intervals)]


def history(memory, names=()):
    """(days, bills): each as it was recorded; `names` are those of the subjects, if several."""
    days, bills = [], []
    for body in ring(memory, HISTORY).values():
        fields = _MOMENT.unpack_from(body)
        kind, subject, flags, minutes, utc_s, moment_s, start_s, number = fields[:8]
        balance_u, debited_u, total_u = _wide(fields[8:14])
        told = {
            "start_s": start_s,
            "end_s": moment_s,
            "recorded_s": utc_s,
            "late": bool(flags & 1),
            "number": number,
            "balance_u": balance_u,
            "debited_u": debited_u,
            "peak_w": round(fields[14] * 60 / minutes / 1000),
            "peak_s": fields[15],
            **dict(zip(ENERGIES, fields[17::4], strict=False)),
        }
        if kind == DAY:
            del told["number"]
            days.append(told)
        elif kind == BILL:
            told["total_u"] = total_u
            bills.append({"subject": names[subject], **told} if names else told)
    return days, bills


def _wide(words):
    return [high * _HIGH + low for high, low in zip(words[::2], words[1::2], strict=True)]
