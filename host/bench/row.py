"""One row of the table."""


def row(what, ours, peer, unit, beside):
    return {
        "what": what,
        "ours": ours,
        "peer": peer,
        "unit": unit,
        "beside": beside,
        "ratio": ours / peer,
    }
