"""A whole is shared out so that the parts add up to it, to the smallest unit.

The largest-remainder method (Hamilton): each gets the whole units of its exact share; the units
that are left go to the largest fractions, of equal ones to the first named.
"""


def shared(whole, weights, unit=1):
    """Parts of `whole` in proportion to `weights`, multiples of `unit` that add up to it.

    What of `whole` is no multiple of the unit goes to the part with the largest weight. Without
    any weight the parts are equal. Negative wholes are shared as positive ones are.
    """
    if whole < 0:
        return [-part for part in shared(-whole, weights, unit)]
    if not any(weights):
        weights = [1] * len(weights)
    units, rest = divmod(whole, unit)
    total = sum(weights)
    parts = [units * weight // total for weight in weights]
    fractions = [units * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-fractions[place], place))
    for place in order[: units - sum(parts)]:
        parts[place] += 1
    parts = [part * unit for part in parts]
    parts[weights.index(max(weights))] += rest
    return parts


def mixed(parts):
    """One weight each of several keys: `parts` are (percent in millionths, weights of that key).

    Exact: weights of each key are brought to a common whole first.
    """
    keyed = [(percent, each if any(each) else [1] * len(each)) for percent, each in parts]
    common = 1
    for _, weights in keyed:
        common *= sum(weights)
    rows = [
        [percent * weight * (common // sum(weights)) for weight in weights]
        for percent, weights in keyed
    ]
    return [sum(column) for column in zip(*rows, strict=True)]
