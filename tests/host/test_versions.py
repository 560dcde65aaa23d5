"""One version everywhere; firmware/version.py, which a meter reports, is the one to change."""

import json
import re
import tomllib

import pytest

from tests.host.sources import read


def version_of_firmware():
    """The version that a meter reports of itself."""
    return re.search(r'^__version__ = "(.+)"$', read("firmware/version.py"), re.M).group(1)


def version_in_changelog():
    """The newest entry of the changelog."""
    return re.search(r"^## \[(.+?)\] - ", read("CHANGELOG.md"), re.M).group(1)


OTHERS = {
    "pyproject.toml": lambda: tomllib.loads(read("pyproject.toml"))["project"]["version"],
    "package.json": lambda: json.loads(read("package.json"))["version"],
    "CHANGELOG.md": version_in_changelog,
}


@pytest.mark.parametrize("place", OTHERS)
def test_version_agrees_with_the_firmware(place):
    assert OTHERS[place]() == version_of_firmware()


def test_version_is_semantic():
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[0-9a-z.]+)?", version_of_firmware())
