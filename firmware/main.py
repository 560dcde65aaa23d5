"""Entry point: the chosen board's file is installed as the module `board`."""

from firmware.compat import collect_every

# Collecting early and often while modules load keeps what stays close together, so that large
# blocks remain free.
collect_every(4096)

import board  # noqa: E402

from firmware import app  # noqa: E402

if __name__ == "__main__":
    app.run(board.setup())
