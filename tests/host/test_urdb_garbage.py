"""Whatever stands in a field, a rate is converted or refused with one message."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from host.urdb.convert import convert
from host.urdb.item import read_rate
from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tests.host.oracles import year
from tests.host.test_urdb_losses import FULL

SAMPLES = [read_rate(path) for path in sorted((year.DATA / "urdb").glob("*.json"))]
NUMBERS = st.sampled_from([0, 1, -1, 1.5, 16, 1e9, 1e38, 1e300, 1e-300, True])
WORDS = st.sampled_from(["", "kW", "kWh/kW", "$/day", "\x00", "\u202e", "Net Metering", "x" * 99])
SCALARS = st.none() | NUMBERS | WORDS
TIERS = st.dictionaries(st.sampled_from(["max", "rate", "adj", "sell", "unit", "x"]), SCALARS)
LISTS = st.lists(SCALARS | TIERS | st.lists(SCALARS | TIERS, max_size=3), max_size=3)
TABLES = st.tuples(SCALARS, SCALARS).map(lambda pair: [[pair[n % 2] for n in range(24)]] * 12)
YEARS = st.lists(SCALARS, min_size=12, max_size=12)
VALUES = SCALARS | TIERS | LISTS | TABLES | YEARS


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([*SAMPLES, FULL]),
    st.dictionaries(st.sampled_from(sorted(FULL)), VALUES, min_size=1, max_size=3),
    st.booleans(),
)
def test_a_rate_is_converted_or_refused(urdb, changes, with_export):
    try:
        document, losses = convert({**urdb, **changes}, with_export=with_export)
        compile_tariff(document)
    except TariffError as error:
        assert 0 < len(str(error)) < 600
    else:
        assert json.loads(json.dumps([document, losses], allow_nan=False)) == [document, losses]
