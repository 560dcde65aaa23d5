"""The result of a run: what passed, what was metered and billed, and whether that is right."""

from comms.points import NAMES
from drivers.atm90e32.registers import REGISTERS

MOST_ERROR_PPM = 2000
ADDRESS, NAME = 0, 1
UNREPEATABLE = ("heap_used",)
"""Points that may differ between two runs of one seed: MicroPython's collector reads its stack."""


def points(said):
    """{name: value} of the points that a display shows."""
    return dict(zip(NAMES, said["points"], strict=True))


def collect(scene, slot, options, real_s):
    """The result as a dict that JSON can hold; all but `real_s` follows from the options."""
    said = scene.world.last_display[slot.role]
    values = points(said)
    energy = _energies(scene, values)
    bill = [_line(line) for line in said["bill"]]
    result = {
        "seed": options.seed,
        "start": scene.start.isoformat(),
        "simulated_s": scene.seconds,
        "real_s": round(real_s, 3),
        "interpreter": slot.about["interpreter"],
        "energy": energy,
        "tariff": scene.tariff_document["name"],
        "currency": scene.tariff_document["currency"],
        "bill": bill,
        "bill_u": sum(line["amount_u"] for line in bill),
        "debits_u": values["debited_u"],
        "balance_start_u": scene.world.settings["first_balance_u"],
        "balance_end_u": values["balance_u"],
        "commits": values["commits"],
        "boots": values["boots"],
        "resets": slot.resets,
        "spi_frames": _frames(scene, said["frames"]),
        "points": {name: values[name] for name in values if name not in UNREPEATABLE},
    }
    result["ok"] = not complaints(result)
    return result


def complaints(result):
    """What is wrong with a result, one sentence each; nothing where all is right."""
    found = []
    for direction, energy in result["energy"].items():
        error_ppm = energy["error_ppm"]
        if error_ppm is not None and abs(error_ppm) > MOST_ERROR_PPM:
            found.append(f"{direction}: energy is {error_ppm} ppm off, at most 2000 are allowed")
    if result["debits_u"] != result["bill_u"]:
        found.append(f"debits are {result['debits_u']} u, the bill is {result['bill_u']} u")
    spent_u = result["balance_start_u"] - result["balance_end_u"]
    if spent_u != result["debits_u"]:
        found.append(f"the balance fell by {spent_u} u, debits are {result['debits_u']} u")
    return found


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
    elif metered_mwh:
        error_ppm = 1e6
    return {"true_mwh": true_mwh, "metered_mwh": metered_mwh, "error_ppm": error_ppm}


def _line(line):
    period, energy_mwh, price_e9, amount_u = line
    return {
        "period": period,
        "energy_mwh": energy_mwh,
        "price_e9": price_e9,
        "amount_u": amount_u,
    }


def _frames(scene, counted_by_driver):
    """Frames on the chip's bus by register, as the world and as the driver counted them."""
    return {
        "world": _by_name({a: sum(pair) for a, pair in scene.chip.frames.items()}),
        "driver": _by_name({int(a): n for a, n in counted_by_driver.items()}),
    }


def summary(result):
    """The lines that close a run."""
    currency = result["currency"]
    yield ""
    interpreter = result["interpreter"]
    yield (
        f"{interpreter['name']} {interpreter['version']}, {interpreter['word_bits']}-bit words,"
        f" {interpreter['float_bits']}-bit floats: {result['simulated_s']:,} simulated seconds"
        f" in {result['real_s']:.1f} s"
    )
    for direction, energy in result["energy"].items():
        if energy["error_ppm"] is not None:
            yield (
                f"energy {direction}: {energy['true_mwh'] / 1e6:,.3f} kWh passed,"
                f" {energy['metered_mwh'] / 1e6:,.3f} kWh metered, {energy['error_ppm']:+.1f} ppm"
            )
    for line in result["bill"]:
        yield (
            f"  {line['period']:<10} {line['energy_mwh'] / 1e6:12,.3f} kWh"
            f" x {line['price_e9'] / 1e9:<10g} {line['amount_u'] / 1e6:16,.2f} {currency}"
        )
    yield f"bill    {result['bill_u'] / 1e6:,.6f} {currency}"
    yield f"debits  {result['debits_u'] / 1e6:,.6f} {currency}"
    yield (
        f"balance {result['balance_start_u'] / 1e6:,.2f} -> "
        f"{result['balance_end_u'] / 1e6:,.2f} {currency}"
    )
    for reset in result["resets"]:
        yield f"reset at {reset['at_s']:.3f} s: {reset['cause']}"


def _by_name(frames):
    """{register name: frames}, in the order of the addresses."""
    names = {row[ADDRESS]: row[NAME] for row in REGISTERS}
    return {names.get(a, f"0x{a:03X}"): frames[a] for a in sorted(frames)}
