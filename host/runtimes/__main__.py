"""Prints what each runtime is and how it is started: `python -m host.runtimes`."""

from host.runtimes.lookup import describe, find
from host.runtimes.recipes import RECIPES

for runtime in RECIPES:
    command = find(runtime)
    if command:
        print(f"{runtime}: {describe(command)}: {' '.join(command)}")
    else:
        print(f"{runtime}: absent; run `make interpreters`")
