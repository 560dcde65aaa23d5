"""Entry point: the chosen board's file is installed as the module `board`."""

from firmware.compat import collect_every


def main():
    """Load the firmware and run it for ever.

    Collecting early and often while modules load keeps what stays close together, so that large
    blocks remain free.
    """
    collect_every(4096)
    import board

    from firmware import app

    app.run(board.setup())


if __name__ == "__main__":
    main()
