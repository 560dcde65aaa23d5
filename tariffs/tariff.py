"""A compiled tariff: what the engine bills by. `tariffs.compiler` makes it.

It stands apart from the compiler, so that a meter can let that go once it has compiled.
"""


class Tariff:
    """Rules, registers and calendars of a document.

    `rules` are in the document's order; `registers` are all that have state, `stepped` those that
    take each step; `changing` are site facts with another value from some bill on; `channels` say
    which energies a step needs, `netting` makes two of them, where one is net. `standard_s` is
    standard time less UTC, `grain_s` the step that divides every demand window, 0 where there is
    none. `fingerprint` is a 32-bit number that changes with anything that can change a bill.
    `demand_at` may be set to a function that knows past demand, for rules that ask for it
    (`tariffs.rules.coincident`).
    """

    demand_at = None
    netting = None
