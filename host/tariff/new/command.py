"""`meter tariff new`: from a template to a file of one's own, checked, with what to do next."""

import json
import os
from argparse import ArgumentTypeError
from contextlib import suppress
from pathlib import Path

from host.run.billing import MOST_SITE_KIB, stored
from host.run.tariff_file import SITES, one_message, read_document, read_site
from host.simulator.errors import SimulationError
from host.tariff.compiled import compiled
from host.tariff.needs import needs
from host.tariff.new.edit import set_value


def add_parser(commands):
    """The parser of `new`, added to the commands of `meter tariff`."""
    parser = commands.add_parser(
        "new",
        help="a file of one's own, made from a template",
        description="Write a tariff document to adapt, from a template or another file. Its layout"
        " stays; --set changes values by path, as messages name them: rules[0].prices.high, or by"
        " name: rules[energy].prices.high. What would not be a tariff is refused, and nothing is"
        " written.",
    )
    add = parser.add_argument
    add("template", metavar="TEMPLATE", help="a template by name, or a file")
    add("-o", "--output", required=True, type=Path, metavar="FILE", help="the file to write")
    set_help = "set a value, or add a field; may be given several times"
    add("--set", action="append", default=[], type=_setting, metavar="PATH=VALUE", help=set_help)
    add("--name", help="the tariff's name; else that of the file")
    add("--force", action="store_true", help="write over a file that is there")
    return parser


def carry_out(options):
    """Write the file; 0, or SimulationError and nothing written."""
    output = options.output
    if output.exists() and not options.force:
        raise SimulationError(f"-o: {output} is there already; name another, or give --force")
    given = read_document(options.template)
    if not hasattr(given, "text"):
        raise SimulationError(f"template {options.template}: got no object, expected a tariff")
    text = _edited(given.text, [("name", options.name or output.stem), *options.set])
    document = json.loads(text)
    with one_message(f"tariff {output}, not written"):
        stored(document)
    example = SITES / f"{options.template}.json"
    site = read_site(example, MOST_SITE_KIB) if example.is_file() else None
    compiled(f"{output}, not written", document, site)
    _write(output, text, options.force)
    _tell(output, document, options.template)
    return 0


def _setting(text):
    path, equals, value = text.partition("=")
    if not path or not equals:
        raise ArgumentTypeError(f"got {text!r}, expected PATH=VALUE")
    return path, value


def _edited(text, settings):
    for path, value in settings:
        try:
            text = set_value(text, path, value)
        except ValueError as error:
            raise SimulationError(str(error)) from None
    return text


def _write(output, text, force):
    """The whole file, or none: a partial one beside it takes its name at the end."""
    partial = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        partial.write_text(text, encoding="utf-8")
        if force:
            os.replace(partial, output)
        else:
            os.link(partial, output)
    except FileExistsError:
        raise SimulationError(f"-o: {output} is there already; nothing was written") from None
    except OSError as error:
        raise SimulationError(f"-o: cannot write {output}: {error.strerror}") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _tell(output, document, template):
    """What was written, and what to do next."""
    site = _site(document, template)
    print(f"wrote {output}: {document['name']}, {len(document['rules'])} rules, as {template}")
    print("next:")
    print(f"  edit {output}: prices, hours, `text`, `source`, `valid_from`; docs/tariffs.md")
    for words in (
        f"meter tariff check {output}{site}",
        f"meter tariff explain {output}{site}",
        f"meter tariff diff {template} {output}",
        f"meter bill --tariff {output} --load LOAD.csv{site}",
    ):
        print(f"  {words}")


def _site(document, template):
    """` --site FILE` where the tariff asks for facts: the template's example, if it has one."""
    if not set(needs(document)) - {"past"}:
        return ""
    example = SITES / f"{template}.json"
    return f" --site {os.path.relpath(example)}" if example.is_file() else " --site SITE.json"
