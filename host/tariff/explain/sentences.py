"""The sentences of each kind of rule: data, in the order in which they are said.

A sentence is (field, text); it is said where the rule has the field, always where that is None.
`{name}` in a text is the value of that field in words, or its default; `host.tariff.explain.rule`
says what no sentence here has mentioned, so that nothing of a document is passed over.
"""

PRICE = ("price", "Each {unit} costs {price}.")
PERIODS = ("periods", "Only {periods} count.")
CALENDAR = ("calendar", 'Its periods are those of the calendar "{calendar}".')
ROUNDED = ("quantity_rounding", "The quantity is first rounded {quantity_rounding}.")
DECIMALS = ("price_decimals", "Prices are rounded half up to {price_decimals} decimals.")
PERCENTAGE = (
    ("percent", "{percent} % of {base} {verb}."),
    ("basis", "That is {basis}."),
    ("over", "Only what is over {over} {currency} counts."),
    ("at_least", "It comes to at least {at_least} {currency}."),
    ("at_most", "It comes to at most {at_most} {currency}."),
    ("of", "The percentage follows {of}."),
)
BOUND = (
    ("amount", "{bound} is {amount} {currency}."),
    ("price", "For each unit of {of} that is {price} {currency}."),
    ("percent", "It is {percent} % of {of}."),
)
KINDS = {
    "energy": (
        (None, "The {of} is {billed}."),
        PERIODS,
        CALENDAR,
        PRICE,
        DECIMALS,
    ),
    "tiers": (
        (None, "The {of} is billed in tiers, {mode}."),
        PERIODS,
        CALENDAR,
        ("per", "Limits for each kW or kVA are those of {per}."),
        ("year_from", "A year of limits begins with the bill of {year_from}."),
    ),
    "spot": (
        (None, 'Each {unit} of {of} costs the price of its moment in the feed "{feed}".'),
        PERIODS,
        CALENDAR,
        ("factor", "That price is multiplied by {factor}."),
        ("adder", "{adder} {currency} is added to each {unit}."),
        ("at_least", "A {unit} costs at least {at_least} {currency}."),
        ("at_most", "A {unit} costs at most {at_most} {currency}."),
        ("stale_after_min", "A price holds for {stale_after_min} minutes at most."),
        ("fallback", "Without a price a {unit} costs {fallback} {currency}."),
        DECIMALS,
    ),
    "export": (
        (None, "The {of} is credited: {mode}."),
        ("against", "It is set against {against}."),
        PERIODS,
        CALENDAR,
        ("price", "Each {unit} is worth {price}."),
        ("base", "What it is set against are the lines of {base}."),
        ("settle_month", "What is left at the end of the bill of {settle_month} is settled."),
        ("cash_out", "It is paid out at {cash_out} {currency} a {unit}."),
        ("cash_out_percent", "{cash_out_percent} % of the money is paid out."),
    ),
    "demand": (
        (None, "The demand is the {statistic} mean power over {window_min} minutes ({of})."),
        ("top", "The highest {top} count."),
        ("each", "Of each {each} the highest counts."),
        ("step_min", "A window begins every {step_min} minutes."),
        PERIODS,
        CALENDAR,
        ("separate", "Each period has a demand of its own: {separate}."),
        ("boundary", "Where the period changes, a window is {boundary}."),
        ROUNDED,
        PRICE,
    ),
    "history": (
        (None, "It remembers the {statistic} {what} that {of} came to in the last {bills} bills."),
        ("in_months", "Only bills that began in {in_months} count."),
        ("include_current", "The running bill counts too: {include_current}."),
        ("floor", "A bill counts as at least {floor}."),
        ("missing", "A bill that is not known counts as {missing}."),
        ("percent", "{percent} % of that is taken."),
    ),
    "ratio": (
        (None, "It divides {of} by {per}{by}."),
        ROUNDED,
    ),
    "interruptible": (
        (None, "What {of} goes over the firm level {firm} in {periods} is billed as {what}."),
        (None, "Windows have {window_min} minutes."),
        CALENDAR,
        ("boundary", "Where the period changes, a window is {boundary}."),
        PRICE,
    ),
    "fixed": (
        ("price", "Each {each} costs {price}."),
        ("feed", 'Each {each} costs the price of its bill in the feed "{feed}".'),
        ("fallback", "Without such a price it costs {fallback} {currency}."),
        ("of", "That is multiplied by {of}."),
    ),
    "adder": PERCENTAGE,
    "discount": PERCENTAGE,
    "tax": PERCENTAGE,
    "minimum": (
        (None, "If {base} come to less than a minimum, what they lack is charged."),
        *BOUND,
        (None, "The minimum is that of a {per}."),
        ("settle", "What a year lacks is charged {settle}."),
        ("year_from", "A year begins with the bill of {year_from}."),
    ),
    "cap": ((None, "What {base} are over a most is given back."), *BOUND),
    "correction": (
        (
            None,
            "Corrections of closed bills that the site tells are charged in the bill of that day.",
        ),
    ),
    "contract": (
        (None, "What is contracted as {contract} is paid for each {per}, beside {demand}."),
        PRICE,
        ("tolerance_percent", "Demand may be {tolerance_percent} % over the contract."),
    ),
    "billing_demand": (
        (None, "The billed demand is the greatest of {greatest}."),
        ("at_most", "It is at most {at_most}."),
        ROUNDED,
        PRICE,
    ),
    "power_factor": (
        (None, "The power factor P / S is taken from energy drawn and {lead}."),
        ("base", "By it this is adjusted: {base}."),
        PERIODS,
        CALENDAR,
        ("by", "It is measured by {by}."),
        ("decimals", "The factor has {decimals} decimals."),
        ("mode", "It is rounded {mode}."),
        ("floor", "It counts as at least {floor}."),
        ("cap", "It counts as at most {cap}."),
        ("standard", "The percentage is that of the Chinese table {standard} of 1983."),
        ("percent_decimals", "The percentage has {percent_decimals} decimals."),
    ),
    "difference": (
        (None, "It takes {percent} % of {of}, less {less_percent} % of {less}, at least zero."),
        ROUNDED,
        PRICE,
    ),
    "annual_demand": (
        (None, "It follows the year's {statistic} of {demand}."),
        ("price", "Each {unit} of it costs {price} a year, a twelfth of it each month."),
        ("year_begins", "The year begins with the bill of {year_begins}."),
        ROUNDED,
    ),
    "coincident": (
        (None, "Each kW drawn in {window_min} minutes that the site names later costs {price}."),
        ("bills", "It is charged in {bills} bills."),
    ),
    "hourly_reactive": (
        (None, "It finds what each hour lacks to the power factor {target}: the {statistic}."),
        ("lag", "Lagging energy counts in {lag}."),
        ("lead", "Leading energy counts in {lead}."),
        CALENDAR,
        PRICE,
    ),
    "reactive": (
        (None, "It looks at {of} beside {active}."),
        ("free_percent", "Up to {free_percent} % of that it is free."),
        PERIODS,
        CALENDAR,
        ("separate", "Each period is judged by itself: {separate}."),
        PRICE,
        ("cliff", "All of it is charged as soon as any goes beyond: {cliff}."),
    ),
    "reactive_demand": (
        (None, "{reactive} over {free_percent} % of {active} is charged."),
        ROUNDED,
        PRICE,
    ),
}
COMMON = (
    ("when", "It charges only if {when}."),
    ("rounding", "Each of its lines is rounded {rounding}."),
    ("part_period", "In a part of a billing cycle it is {part_period}."),
    ("group", 'Totals count it as "{group}".'),
    ("text", "Note: {text}"),
)
CHANNELS = {
    "import": "energy drawn",
    "export": "energy fed in",
    "net_import": "net energy drawn",
    "net_export": "net energy fed in",
    "apparent": "apparent energy",
    "lag": "lagging reactive energy",
    "lead": "leading reactive energy",
    "reactive": "reactive energy, lagging and leading",
    **{f"q{number}": f"reactive energy of quadrant {number}" for number in range(1, 5)},
}
WORDS = {
    "max": "highest",
    "min": "lowest",
    "mean": "mean",
    "sum": "sum",
    "daily_sum": "sum of each day's highest",
    "top": "mean of the highest",
    "half_up": "halves up",
    "half_even": "halves to the even neighbour",
    "truncate": "down, towards zero",
    "up": "up, away from zero",
    "year_by_days": "year, shared out over its days",
    "prorate": "charged in proportion",
    "full": "charged in full",
    "at_most": "at most",
    "at_least": "at least",
}
OF_KIND = {
    ("tiers", "running"): "each kWh by what the bill has come to so far",
    ("tiers", "pro_rata"): "the bill's total shared among the periods",
    ("tiers", "per_period"): "each period by itself",
    ("tiers", "whole"): "all of it at the price of the tier that the total reaches",
    ("tiers", "increment"): "on top of other prices",
    ("export", "gross"): "all of it",
    ("export", "net_billing"): "up to the amount of the lines it is set against",
    ("export", "net_metering"): "energy against energy of the same period",
    ("minimum", "year_end"): "in its last bill",
    ("minimum", "each_bill"): "bill by bill, and given back as later bills make it up",
    ("ratio", "one"): "",
    ("ratio", "hour"): ", and by the hours of the bill",
    ("ratio", "day"): ", and by the days of the bill",
    ("power_factor", "ignore"): "lagging energy, leading ignored",
    ("power_factor", "absolute"): "lagging and leading energy together",
    ("power_factor", "net"): "lagging less leading energy",
    ("power_factor", "only"): "leading energy alone",
    ("adder", "gross"): "a share of the sum of both",
    ("tax", "gross"): "a share of the sum of both",
    ("discount", "gross"): "a share of the sum of both",
    ("demand", "end"): "that of its end",
    ("demand", "cut"): "cut",
    ("interruptible", "end"): "that of its end",
    ("interruptible", "cut"): "cut",
}
"""Words of a choice that only one kind means so."""
VERBS = {"adder": "is added", "discount": "is taken off", "tax": "is levied"}
BOUNDS = {"minimum": "The minimum", "cap": "The most"}
ACCRUALS = {
    "at_once": "Money leaves the balance as it is owed.",
    "daily": "Money leaves the balance day by day, by the share of the bill's days begun.",
    "at_close": "Money leaves the balance when the bill closes.",
    "reserved": "Money is reserved, and leaves the balance when the bill closes.",
}
