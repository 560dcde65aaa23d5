"""A scene of a seed: a few minutes around the end of a month, with top-ups and another tariff.

The load is drawn minute by minute, from nothing to full load, and the prices are such that the
account runs dry within minutes. Everything is what `meter run` could be told, so that the scene is
built by the same code.
"""

import argparse
from datetime import datetime, timedelta
from pathlib import Path

from host.run import options as run_options
from host.run.scene import build_scene

DATA = Path(__file__).resolve().parents[1] / "data" / "campaign"
FIRST = datetime(2026, 1, 31, 23, 56)
LONGEST_MIN = 10
MOST_KW = 1500
COMMANDS = ("top_up", "top_up", "top_up", "emergency", "debt", "refund", "close", "open", "permit")
AMOUNTS = {"top_up": (5, 120), "debt": (1, 30), "refund": (1, 9)}


def scene_of(chance, folder):
    """The scene that `chance` (a Random) draws; its files lie in `folder` (a Path)."""
    minutes = chance.randint(4, LONGEST_MIN - 1)
    words = ["--start", FIRST.isoformat(), "--days", f"{minutes / 1440:.9f}"]
    words += ["--load", _write(folder / "load.csv", _load(chance))]
    words += ["--tariff", str(DATA / "tariff.json"), "--scheme", str(DATA / "scheme.json")]
    words += ["--topups", _write(folder / "commands.csv", _commands(chance, minutes))]
    words += ["--prepaid", str(chance.randint(20, 150)), "--seed", str(chance.randrange(1 << 16))]
    words += ["--profile", "1"]
    if chance.random() < 0.6:
        at = FIRST + timedelta(minutes=chance.randint(1, minutes - 1))
        words += ["--next-tariff", f"{DATA / 'next.json'}@{at.isoformat()}"]
    if chance.random() < 0.4:
        words += ["--bus-faults", "0.002"]
    return build_scene(_parsed(words))


def starving_scene(folder):
    """One of everything: a quarter-hour, a close, another tariff and each kind of command."""
    begin = FIRST - timedelta(minutes=13)
    rows = [f"{(begin + timedelta(minutes=n)).isoformat()},8,3,0" for n in range(20)]
    load = _write(folder / "load.csv", ["start,kwh,kvarh_lag,kvarh_lead", *rows])
    kinds = [(kind, low) for kind, (low, _) in AMOUNTS.items()]
    kinds += [(kind, "") for kind in ("emergency", "open", "permit", "close")]
    sent = ["at,kind,amount,id"]
    for number, (kind, amount) in enumerate(kinds):
        at = begin + timedelta(minutes=5, seconds=11 * number + 7)
        sent.append(f"{at.isoformat()},{kind},{amount},1")
    topups = _write(folder / "commands.csv", sent)
    next_at = (begin + timedelta(minutes=9)).isoformat()
    words = ["--start", begin.isoformat(), "--days", f"{18 / 1440:.9f}", "--load", load]
    words += ["--tariff", str(DATA / "tariff.json"), "--scheme", str(DATA / "scheme.json")]
    words += ["--next-tariff", f"{DATA / 'next.json'}@{next_at}", "--topups", topups]
    return build_scene(_parsed([*words, "--prepaid", "900"]))


def closing_scene(folder):
    """Two minutes around the close of a bill, and nothing else."""
    begin = FIRST + timedelta(minutes=3)
    rows = [f"{(begin + timedelta(minutes=n)).isoformat()},8,3,0" for n in range(3)]
    load = _write(folder / "load.csv", ["start,kwh,kvarh_lag,kvarh_lead", *rows])
    words = ["--start", begin.isoformat(), "--days", f"{2 / 1440:.9f}", "--load", load]
    words += ["--tariff", str(DATA / "tariff.json"), "--scheme", str(DATA / "scheme.json")]
    return build_scene(_parsed([*words, "--prepaid", "900"]))


def _parsed(words):
    commands = argparse.ArgumentParser().add_subparsers()
    return run_options.add_parser(commands).parse_args(words)


def _write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def _load(chance):
    """Rows of a minute each: a level, now and then nothing."""
    yield "start,kwh,kvarh_lag,kvarh_lead"
    for minute in range(LONGEST_MIN):
        kw = chance.choice((0, chance.randint(1, 60), chance.randint(60, MOST_KW)))
        at = FIRST + timedelta(minutes=minute)
        yield f"{at.isoformat()},{kw / 60:.4f},{kw / 150:.4f},0"


def _commands(chance, minutes):
    """Commands of all kinds at any second, some of them sent twice, some of them late."""
    yield "at,kind,amount,id"
    last = {}
    for _ in range(chance.randint(1, 9)):
        kind = chance.choice(COMMANDS)
        number = last[kind] = last.get(kind, 0) + 1
        low, high = AMOUNTS.get(kind, (None, None))
        amount = "" if low is None else chance.randint(low, high)
        first_s = chance.randrange(minutes * 60)
        for _ in range(chance.choice((1, 1, 2, 3))):
            at_s = chance.randrange(first_s, minutes * 60)
            at = FIRST + timedelta(seconds=at_s)
            yield f"{at.isoformat()},{kind},{amount},{number}"
