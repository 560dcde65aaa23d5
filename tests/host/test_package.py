"""package.json, from which mip installs, lists exactly the device modules that exist."""

import json

from host import package
from tests.host.sources import ROOT, modules, read

REMEDY = "run `make package`"


def test_lists_exactly_the_modules_and_templates_that_go_onto_a_board():
    templates = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("tariffs/templates/*")]
    wanted = sorted(modules("firmware", "drivers", "tariffs", "comms") + templates)
    urls = json.loads(read("package.json"))["urls"]
    assert [source for _, source in urls] == wanted, REMEDY
    assert [target for target, _ in urls] == wanted, REMEDY


def test_make_package_would_change_nothing():
    assert package.text() == read("package.json"), REMEDY


def test_a_build_has_the_templates_that_were_asked_for():
    urls = [source for _, source in json.loads(package.text("gb-* demo-flat"))["urls"]]
    found = [url for url in urls if "templates/" in url]
    assert "tariffs/templates/demo-flat.json" in found
    assert all("/gb-" in url or "demo-flat" in url for url in found)
    assert not [x for x in json.loads(package.text("none"))["urls"] if "templates/" in x[0]]
