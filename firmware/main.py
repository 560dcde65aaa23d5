"""Entry point: the chosen board's file is installed as the module `board`.

The board's file also says which of the programs runs here, by its `role`.
"""

from firmware.compat import collect_every

PROGRAMS = {"metering": "firmware.app", "communication": "firmware.communication"}


def main():
    """Load the firmware and run it for ever.

    Collecting early and often while modules load keeps what stays close together, so that large
    blocks remain free.
    """
    collect_every(4096)
    import board

    it = board.setup()
    __import__(PROGRAMS[it.role], None, None, ("run",)).run(it)


if __name__ == "__main__":
    main()
