"""`make bench` knows how soon a meter measures, new and with full memories."""

from host.bench import boot_rows
from tests.interpreter import required


def test_a_meter_is_ready_long_before_it_has_to_be():
    new, full, exchanges = boot_rows.measure(required("micropython32"))
    assert 0 < full["ours"] <= 2 and 0 < new["ours"] <= 2
    assert 50 < exchanges["ours"] < 2500
