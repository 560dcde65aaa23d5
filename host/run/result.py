"""The result of a run: what passed, what was metered and billed, and whether that is right."""

from comms import prepaid_points
from comms.points import NAMES
from drivers.atm90e32.registers import ADDRESS, NAME, REGISTERS
from host.run import archive, communication
from host.simulator.world import FLASH

MOST_ERROR_PPM = 2000
MOST_ERROR_MWH = 3000
"""Three counts of the simulated meter."""
LINE = ("rule", "part", "kind", "group", "quantity_e6", "unit", "amount_u", "accrued_u")
"""Fields of a line of the bill, in the order in which the meter says them."""
UNREPEATABLE = ("heap_used", "largest_block")
"""Points that may differ between two runs of one seed: MicroPython's collector reads its stack."""


def points(said):
    """{name: value} of the points that a display shows; None for those of a scheme without one."""
    return dict(zip(NAMES, said["points"], strict=True)) | of_scheme(said)


def of_scheme(said):
    """The same of the points of a prepaid scheme alone: a meter's, or a subject's."""
    values = said.get("prepaid") or [None] * len(prepaid_points.NAMES)
    return dict(zip(prepaid_points.NAMES, values, strict=True))


def collect(scene, slots, options, closed_bills, real_s):
    """The result as a dict that JSON can hold; all but `real_s` follows from the options."""
    slot = slots[0]
    said = scene.world.last_display[slot.role]
    values = points(said)
    energy = _energies(scene, values)
    result = {
        "seed": options.seed,
        "start": scene.start.isoformat(),
        "simulated_s": scene.seconds,
        "real_s": round(real_s, 3),
        "interpreter": slot.about["interpreter"],
        "energy": energy,
        "tariff": said["tariff"],
        "currency": scene.tariffs.first.currency,
        "bill": _lines(said),
        "carried_u": sum(each.get("carried_u", 0) for each in said.get("subjects", [said])),
        "bill_u": values["bill_u"],
        "reserved_u": values["reserved_u"],
        "closed_bills": closed_bills,
        "closed_u": values["closed_u"],
        "debits_u": values["debited_u"],
        "balance_start_u": _first_balance_u(scene.world.settings),
        "balance_end_u": values["balance_u"],
        "commits": values["commits"],
        "boots": values["boots"],
        "resets": [_reset(scene, reset) for slot in slots for reset in slot.resets],
        "spi_frames": _frames(scene, said["frames"]),
        "points": {name: values[name] for name in _told(said) if name not in UNREPEATABLE},
    }
    result |= _archive(scene, slot.role, [each["name"] for each in said.get("subjects", ())])
    if "subjects" in said:
        pairs = zip(said["subjects"], scene.world.settings["subjects"], strict=True)
        result["subjects"] = [_subject(*pair) for pair in pairs]
    for name in ("refusal", "restarted", "safe_for"):
        if name in said:
            result[name] = said[name]
    if scene.world.far_end:
        result["far_end"] = communication.told(scene.world)
        result["communication"] = scene.world.last_display.get("communication")
    result["ok"] = not complaints(result)
    return result


def _archive(scene, role, names):
    """What the meter has left in its flash: nothing where a board has none."""
    flash = scene.world.devices[role].get(FLASH)
    memory = getattr(flash, "memory", b"")
    days, bills = archive.history(memory, names)
    return {"days": days, "bill_snapshots": bills, "profile": archive.profile(memory)}


def _lines(said):
    """Lines of the running bill; with several subjects those of all, each with its subject."""
    subjects = said.get("subjects")
    if subjects is None:
        return [dict(zip(LINE, line, strict=True)) for line in said.get("bill", ())]
    return [
        {"subject": each["name"], **dict(zip(LINE, line, strict=True))}
        for each in subjects
        for line in each["bill"]
    ]


def _subject(said, settings):
    """How a subject stands at the end; its lines are among those of the bill, its events beside
    those of the others.
    """
    elsewhere = ("bill", "carried_u", "closed", "events")
    found = {name: said[name] for name in said if name not in elsewhere}
    found["balance_start_u"] = settings["first_balance_u"]
    if "prepaid" in said:
        found["prepaid"] = of_scheme(said)
    return found


def _first_balance_u(settings):
    """Of the account, or of those of all subjects."""
    subjects = settings.get("subjects", [settings])
    return sum(each["first_balance_u"] for each in subjects)


def _told(said):
    """Names of the points that this meter has."""
    return NAMES + prepaid_points.NAMES if "prepaid" in said else NAMES


def complaints(result):
    """What is wrong with a result, one sentence each; nothing where all is right.

    Energy may be off by 0.2 %, or by a few counts: the chip holds back less than one in each
    register, which is much of a small load. Where chaos was asked for, what it broke says more.
    """
    found = [] if "chaos" in result else _complaints_of_energy(result)
    if "refusal" in result:
        found.append(f"the meter did not take a tariff: {result['refusal']}")
    if "safe_for" in result:
        found.append(f"the meter is in safe mode: {result['safe_for']}")
    else:
        found += _complaints_of_money(result)
    found += result.get("events_wrong", [])
    found += result.get("chaos", {}).get("violations", [])
    return found


def _complaints_of_energy(result):
    found = []
    for direction, energy in result["energy"].items():
        error_mwh = energy["metered_mwh"] - energy["true_mwh"]
        allowed_mwh = max(energy["true_mwh"] * MOST_ERROR_PPM // 1_000_000, MOST_ERROR_MWH)
        if abs(error_mwh) > allowed_mwh:
            found.append(
                f"{direction}: energy is {error_mwh:+,} mWh off, {allowed_mwh:,} mWh are allowed"
            )
    return found


def _complaints_of_money(result):
    """The debits are the bills, the lines are the running one, the balance fell by the debits."""
    found = []
    owed_u = result["closed_u"] + result["bill_u"]
    if result["debits_u"] != owed_u:
        found.append(f"debits are {result['debits_u']} u, the bills are {owed_u} u")
    accrued_u = sum(line["accrued_u"] for line in result["bill"]) + result["carried_u"]
    if result["bill_u"] != accrued_u:
        found.append(f"the running bill is {result['bill_u']} u, its lines are {accrued_u} u")
    if "subjects" not in result:
        paid_u = _paid_in_u(result["points"], result["balance_start_u"])
        found += _complaints_of_balance(result, result["debits_u"], paid_u)
    for each in result.get("subjects", ()):
        found += [f"subject {each['name']}: {said}" for said in _complaints_of_subject(each)]
    return found


def _complaints_of_subject(each):
    found = []
    owed_u = each["closed_u"] + each["bill_u"]
    if each["debited_u"] != owed_u:
        found.append(f"debits are {each['debited_u']} u, the bills are {owed_u} u")
    balances = {"balance_start_u": each["balance_start_u"], "balance_end_u": each["balance_u"]}
    paid_u = _paid_in_u(each.get("prepaid", {}), each["balance_start_u"])
    return found + _complaints_of_balance(balances, each["debited_u"], paid_u)


def _complaints_of_balance(balances, debits_u, paid_u):
    spent_u = balances["balance_start_u"] - balances["balance_end_u"] + paid_u
    if spent_u == debits_u:
        return []
    return [f"the balance fell by {spent_u} u, debits are {debits_u} u"]


def _paid_in_u(values, start_u):
    """What a balance has come by otherwise than by debits; a plain account by nothing."""
    if "bought_u" not in values:
        return 0
    came_u = values["bought_u"] + values["opening_u"] - start_u
    went_u = values["refunded_u"] + values["debt_paid_u"] + values["fees_paid_u"]
    return came_u - went_u + values["held_u"]


def _energies(scene, values):
    true = scene.world.terminals.true_energy(scene.power_fail_us)
    pairs = {
        "import": (true.import_mwh, values["import_mwh_total"]),
        "export": (true.export_mwh, values["export_mwh_total"]),
    }
    return {name: _energy(*pair) for name, pair in pairs.items()}


def _energy(true_mwh, metered_mwh):
    error_ppm = None
    if true_mwh:
        error_ppm = round((metered_mwh - true_mwh) * 1e6 / true_mwh, 1)
    return {"true_mwh": true_mwh, "metered_mwh": metered_mwh, "error_ppm": error_ppm}


def _reset(scene, reset):
    """A reset with its time in seconds since the load began, as options tell times."""
    at_s = (reset["at_us"] - scene.begin_us) / 1e6
    told = {name: reset[name] for name in ("task", "error") if reset.get(name)}
    return {"role": reset["role"], "at_s": at_s, "cause": reset["cause"], **told}


class ClosedBills:
    """The bills that a display has shown as closed last: `found`, one dict each."""

    def __init__(self, world, role="metering"):
        self._world = world
        self._role = role
        self._seen = None
        self._numbers = {}
        self.found = []

    def look(self):
        """Note the bill that is shown now, where it is another."""
        said = self._world.last_display.get(self._role)
        if said is self._seen or said is None:
            return
        self._seen = said
        for each in said.get("subjects", [said]):
            self._note(each.get("name"), *each["closed"])

    def _note(self, subject, start_s, end_s, total_u, number):
        if number and self._numbers.get(subject) != number:
            self._numbers[subject] = number
            bill = {"number": number, "start_s": start_s, "end_s": end_s, "total_u": total_u}
            self.found.append(bill if subject is None else {"subject": subject, **bill})


def _frames(scene, counted_by_driver):
    """Frames on the chip's bus by register, as the world and as the driver counted them."""
    return {
        "world": _by_name({a: sum(pair) for a, pair in scene.chip.frames.items()}),
        "driver": _by_name({int(a): n for a, n in counted_by_driver.items()}),
    }


def _by_name(frames):
    """{register name: frames}, in the order of the addresses."""
    names = {row[ADDRESS]: row[NAME] for row in REGISTERS}
    return {names.get(a, f"0x{a:03X}"): frames[a] for a in sorted(frames)}
