"""package.json, from which mip installs, lists exactly the device modules that exist."""

import json

from host import package
from tests.host.sources import modules, read

REMEDY = "run `make package`"


def test_lists_exactly_the_modules_that_go_onto_a_board():
    wanted = modules("firmware", "drivers", "tariffs", "comms")
    urls = json.loads(read("package.json"))["urls"]
    assert [source for _, source in urls] == wanted, REMEDY
    assert [target for target, _ in urls] == wanted, REMEDY


def test_make_package_would_change_nothing():
    assert package.text() == read("package.json"), REMEDY
