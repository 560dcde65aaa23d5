"""Days and bills: a record at each local midnight, and one at each closing of a bill.

Each holds all energy registers, the balance, and the highest demand of the day or the bill with
its time. They are in a ring of the flash, for more than 400 days. What has to do with records is
done a few times a day, and takes memory only then (`firmware.history_records`).
"""

from firmware.compat import const, forget
from firmware.record_ring import RecordRing
from firmware.store import Fields, Row

_AT = const(0x600000)
_LENGTH = const(0x40000)
_SLOT_BYTES = const(512)
_BODY_BYTES = const(424)
_DAY_S = const(86400)
_MOST_SUBJECTS = const(3)
_MOST = const(0xFFFF)
_STORED = ("day", "day_peak_mwh", "day_peak_s", "bill_peak_mwh", "bill_peak_s")


class History:
    """`day` is the local day that runs, `bills` how many each subject has closed
    (the low 16 bits); `day_peak_mwh`
    and `bill_peak_mwh` the most that one interval of the load profile has drawn, with its start.
    All belong to the stored state: `rows` are its sections. `lost` counts since the start.
    """

    def __init__(self, flash):
        self.ring = RecordRing(flash, _AT, _LENGTH, _SLOT_BYTES, _BODY_BYTES)
        self.day = 0
        self.bills = [0] * _MOST_SUBJECTS
        self.day_peak_mwh = self.day_peak_s = 0
        self.bill_peak_mwh = self.bill_peak_s = 0
        self.rows = (Fields(self, "HIIII", _STORED), Row(self.bills, "H"))
        self.lost = 0

    def see(self, start_s, energy_mwh):
        """An interval of the load profile has ended, all of which was measured."""
        energy_mwh = min(energy_mwh, 0xFFFFFFFF)
        if energy_mwh > self.day_peak_mwh:
            self.day_peak_mwh, self.day_peak_s = energy_mwh, start_s
        if energy_mwh > self.bill_peak_mwh:
            self.bill_peak_mwh, self.bill_peak_s = energy_mwh, start_s

    def look(self, meter):
        """Record what is due; to be called when a minute was settled, before that is stored."""
        day = meter.billing.engine.tariff.zone.local_s(meter.settlement.utc_s) // _DAY_S
        if day == self.day and sum(self.bills) & _MOST == meter.billing.bills_closed() & _MOST:
            return
        from firmware import history_records

        try:
            history_records.record(self, meter, day)
        finally:
            forget("firmware.history_records")
