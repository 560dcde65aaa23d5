"""Entry point: the chosen board's file is installed as the module `board`."""

import board

from firmware import app

if __name__ == "__main__":
    app.run(board.setup())
