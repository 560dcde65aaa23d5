"""What tests on CPython share."""

import pytest

from tests.host import faulty_lives


@pytest.fixture(scope="session")
def faulty_code(tmp_path_factory):
    """The firmware with a module that breaks it, for `faulty_lives.Life`."""
    return faulty_lives.faulty_code(tmp_path_factory.mktemp("faulty"))
