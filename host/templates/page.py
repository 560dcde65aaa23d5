"""docs/templates.md: all templates in one table, made from the documents: `make docs`."""

from pathlib import Path

from host.templates.catalogue import templates

PAGE = Path(__file__).resolve().parents[2] / "docs" / "templates.md"
HEAD = """# Templates of tariffs

Built-in tariffs to begin with: `meter templates` lists and filters them, `meter templates NAME`
shows one, `meter tariff new NAME` writes a copy to adapt. Each has a year's bills by arithmetic
that shares nothing with the engine, or by NREL's PySAM (`make test ARGS='-k templates'`).

**None is official.** Figures marked in the document are from memory; none was compared with its
publisher's text. Check every figure before money depends on it.

A template takes flash on a meter and no memory until it is chosen; `make package TEMPLATES='gb-*'`
lists some only for a board. Those with a site have an example of its facts in `host/data/sites`.

This page is made by `make docs`.

| name | currency | from | rules | site | what it is | source |
|---|---|---|---|---|---|---|
"""


def text():
    """The whole page."""
    return HEAD + "".join(_row(each) for each in templates())


def _row(template):
    document = template.document
    kinds = ", ".join(sorted(template.kinds))
    site = "yes" if template.site_path else ""
    cells = (
        f"`{template.name}`",
        document["currency"],
        document["valid_from"],
        kinds,
        site,
        template.summary,
        document["source"],
    )
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
