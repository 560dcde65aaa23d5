"""Several subjects through the whole firmware, killed on the way: each pays for its phases.

What lines come to is worked out with fractions, from the energy that each line says.
"""

import json
from fractions import Fraction

import pytest

from host.cli import main
from host.run.subjects import read_shared
from host.runtimes.recipes import ROOT
from host.simulator.errors import SimulationError
from tests.documents import two_prices
from tests.host.scenes import life_of, options, scene_of
from tests.host.test_meter_starts import Site
from tests.interpreter import required

NOON_WORDS = ("--days", "0.02", "--start", "2018-01-18T11:45")  # the peak ends at noon
EXAMPLE = "host/data/subjects/household_and_shop.json"
TIERS = [("2", "123.456789123"), ("5", "200.000000001"), (None, "333.333333333")]
LOW, PEAK = "98.765432101", "211.111111111"


def home():
    tiers = [{"price": price} | ({"up_to": most} if most else {}) for most, price in TIERS]
    rule = {"rule": "energy", "kind": "tiers", "tiers": tiers, "part_period": "full"}
    return two_prices(name="home") | {"rules": [rule]}


@pytest.fixture
def file(tmp_path):
    """Of subjects, with their tariffs beside it."""
    (tmp_path / "home.json").write_text(json.dumps(home()))
    (tmp_path / "shop.json").write_text(json.dumps(two_prices(low=LOW, peak=PEAK)))
    subjects = [
        {"name": "flat", "phases": "b", "tariff": "home.json", "prepaid": "5000"},
        {"name": "shop", "phases": "ac", "tariff": "shop.json", "prepaid": "70000.5"},
    ]
    path = tmp_path / "subjects.json"
    path.write_text(json.dumps({"subjects": subjects}))
    return path


def result_of(file, *more):
    required("micropython32")
    out = file.parent / "out.json"
    words = ["run", "--plain", *NOON_WORDS, "--subjects", str(file), "--json", str(out), *more]
    assert main(words) == 0
    return json.loads(out.read_text())


def lines_of(result, subject):
    """{part: (mWh, micro-units)} of a subject's bill."""
    lines = [line for line in result["bill"] if line["subject"] == subject]
    return {line["part"]: (line["quantity_e6"], line["amount_u"]) for line in lines}


def exactly(mwh, price):
    """Micro-units: a mWh is a millionth of a kWh, a micro-unit one of the currency."""
    return mwh * Fraction(price)


def test_each_pays_for_its_phases_though_the_firmware_is_killed(file):
    result = result_of(file, "--kill-at", "300.4,905.7,909.1,1500")
    assert result["boots"] == 5
    flat, shop = lines_of(result, "flat"), lines_of(result, "shop")
    metered = [result["points"][f"import_mwh_{phase}"] for phase in "abc"]
    assert sum(mwh for mwh, _ in flat.values()) == metered[1]
    assert sum(mwh for mwh, _ in shop.values()) == metered[0] + metered[2]
    left = metered[1]
    for number, (most, price) in enumerate(TIERS, 1):
        width = left if most is None else int(most) * 10**6 - (metered[1] - left)
        mwh, amount_u = flat[f"tier {number}"]
        assert mwh == min(left, width)
        assert abs(amount_u - exactly(mwh, price)) <= Fraction(1, 2)
        left -= mwh
    for part, price in (("low", LOW), ("peak", PEAK)):
        mwh, amount_u = shop[part]
        assert mwh > 10**7
        assert abs(amount_u - exactly(mwh, price)) <= Fraction(1, 2)
    for subject, lines, opened in zip(
        result["subjects"], (flat, shop), (5000 * 10**6, 70000500000), strict=True
    ):
        debits_u = sum(amount_u for _, amount_u in lines.values())
        assert subject["debited_u"] == subject["bill_u"] == debits_u
        assert subject["balance_u"] == opened - debits_u
    assert result["debits_u"] == sum(each["debited_u"] for each in result["subjects"])


def test_kills_between_two_seconds_change_no_bill(file):
    """At the last quarter of a second everything is stored, and the chip counts on."""
    calm = result_of(file)
    restless = result_of(file, "--kill-at", ",".join(f"{60 * n + 30}.8" for n in range(1, 20)))
    for one, other in zip(calm["bill"], restless["bill"], strict=True):
        assert abs(one["quantity_e6"] - other["quantity_e6"]) <= 2000, "a count in each phase"
        assert abs(one["amount_u"] - other["amount_u"]) <= 2000 * 334
    assert (calm["boots"], restless["boots"]) == (1, 20)


def test_the_example_prints_what_its_page_shows(capsys):
    required("micropython32")
    page = (ROOT / "docs" / "subjects.md").read_text()
    assert main(["run", "--plain", "--days", "0.02", "--subjects", str(ROOT / EXAMPLE)]) == 0
    assert EXAMPLE in page
    said = capsys.readouterr().out
    assert f"```\n{said[said.index('energy import') :]}```\n" in page


def test_the_prepaid_example_prints_what_its_page_shows(capsys):
    required("micropython32")
    page = (ROOT / "docs" / "subjects.md").read_text()
    command = next(line for line in page.splitlines() if "--poles-apart --subjects" in line)
    words = [ROOT / word if word.startswith("host/") else word for word in command.split()[1:]]
    assert main([words[0], "--plain", *map(str, words[1:])]) == 0
    said = capsys.readouterr().out
    said = said[said.index("  2018-01-18 11:49") : said.rindex("balance 35.00")]
    assert f"```\n{said}```\n" in page


def test_on_a_board_another_tariff_takes_over_for_one_beside_the_other(file):
    """With the heap of a board, and a kill just before and just after it."""
    required("micropython32")
    scene = scene_of(*NOON_WORDS, "--subjects", str(file))
    switch_s = scene.begin_utc_s + 600
    document = json.dumps(two_prices(name="next", low="1", peak="2"))
    scene.world.settings |= {"next_tariff": document, "next_subject": "shop"}
    scene.world.settings["next_tariff_s"] = switch_s
    life = life_of(scene)
    for second in (598.5, 605.5):
        scene.world.at(scene.begin_us + round(second * 1e6), life.slots[0].kill)
    life.live()
    flat, shop = scene.world.last_display["metering"]["subjects"]
    assert (flat["tariff"], shop["tariff"]) == ("home", "next")
    start_s, end_s, total_u, number = shop["closed"]
    assert (start_s, end_s, number) == (scene.begin_utc_s, switch_s, 1)
    assert flat["closed"][3] == 0
    assert shop["closed_u"] == total_u > 0
    lines = {line[1]: (line[4], line[6]) for line in shop["bill"]}
    assert lines["peak"][1] == 2 * lines["peak"][0], "at the new price, in whole mWh"
    for each in (flat, shop):
        assert each["debited_u"] == each["closed_u"] + each["bill_u"]


def meter_of(file):
    """A site whose meter has these subjects."""
    site = Site()
    scene = scene_of(*NOON_WORDS, "--subjects", str(file))
    settings = json.loads(json.dumps(scene.world.settings))
    site.settings = site.world.settings = settings
    return site


def test_another_tariff_takes_over_for_one_subject_alone(file):
    site = meter_of(file)
    meter = site.start(65)
    now_s = meter.settlement.utc_s
    document = json.dumps(two_prices(name="next", low="1", peak="2")).encode()
    meter.install(document, now_s + 120, subject="shop")
    meter = site.start(5)
    assert meter.billing.of("shop").slots.next_s
    site.live(meter, 180)
    flat, shop = meter.subjects
    names = [each.billing.engine.tariff.name for each in (flat, shop)]
    assert names == ["home", "next"]
    assert (flat.billing.closed.count, shop.billing.closed.count) == (0, 1)
    again = site.start(0)
    assert [each.account.debited_u for each in again.subjects] == [
        each.account.debited_u for each in meter.subjects
    ]
    assert again.billing.of("shop").engine.tariff.name == "next"
    assert again.account.balance_u == 5000 * 10**6 + 70000500000 - again.account.debited_u


def test_the_frame_is_as_the_specification_has_it(file):
    meter = meter_of(file).start(60)
    states = sum(2 + each.billing.size for each in meter.subjects)
    assert len(meter.store.frame) == 967 + 276 * 2 + states + 12
    assert meter.store.frame[3] == 12
    assert (meter.store.ring.end, meter.billing.end) == (0x3300, 0x7300)


def test_a_meter_that_had_another_number_of_subjects_says_that_its_state_is_lost(file):
    site = meter_of(file)
    site.start(20)
    alone = scene_of(*NOON_WORDS).world.settings
    site.settings = site.world.settings = json.loads(json.dumps(alone))
    assert site.start(0).health.state_lost == 1


def test_three_tariffs_that_do_not_fit_are_refused_at_the_start(file):
    names = [{"name": phase, "phases": phase, "tariff": "kr-kepco-home"} for phase in "abc"]
    file.write_text(json.dumps({"subjects": names}))
    scene = scene_of(*NOON_WORDS, "--subjects", str(file))
    with pytest.raises(SimulationError) as refused:
        life_of(scene).live()
    said = str(refused.value)
    assert said.startswith(("subject a: ", "subject b: ", "subject c: "))
    assert "tariff: too large for the memory of this meter" in said


def refusal(file, *words, **fields):
    """What is said of the file with these fields of its second subject."""
    found = json.loads(file.read_text())
    found["subjects"][1] |= fields
    file.write_text(json.dumps(found))
    with pytest.raises(SimulationError) as refused:
        read_shared(options("--subjects", str(file), *words))
    return str(refused.value)


def test_what_cannot_be_used_is_said_in_one_line(file):
    assert "subjects[1].phases" in refusal(file, phases="x")
    assert "expected each of the phases a, b, c once" in refusal(file, phases="ab")
    assert "subjects[1].prepaid" in refusal(file, phases="ac", prepaid="much")
    assert "subjects[1].name: got flat" in refusal(file, prepaid="1", name="flat")
    found = refusal(file, name="shop", tariff="gb-economy-7")
    assert "nearest is" in found or 'subjects[1].tariff: got "GBP", expected KRW' in found
    found = refusal(file, "--site", "x.json")
    assert "--site: got 'x.json', expected one of flat=FILE, shop=FILE" in found
    found = refusal(file, "--scheme", "gb-emergency-credit")
    assert '--scheme: got "gb-emergency-credit", expected none beside --subjects' in found
    assert '--prepaid: got "5", expected none beside' in refusal(file, "--prepaid", "5")
    assert '--tariff: got "demo-flat", expected none' in refusal(file, "--tariff", "demo-flat")
    file.write_text("[]")
    with pytest.raises(SimulationError, match="expected an object"):
        read_shared(options("--subjects", str(file)))
