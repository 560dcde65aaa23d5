"""Templates in flash: named, read when chosen, refused when unknown; none of them on the heap."""

import gc
import json

from firmware.templates import NoTemplate, document_of, names, read
from tests.expect import raises


def test_every_template_of_the_build_is_named_in_order():
    found = names()
    assert len(found) >= 60
    assert found == sorted(found)
    assert "gb-agile" in found


def test_one_is_read_when_it_is_chosen():
    document = json.loads(read("gb-economy-7-prepay"))
    assert document["name"] == "gb-economy-7-prepay"
    assert document_of("gb-economy-7-prepay") == read("gb-economy-7-prepay")
    assert document_of(' {"format": 2}') == b' {"format": 2}'


def test_an_unknown_one_is_answered_with_those_that_are_like_it():
    message = str(raises(NoTemplate, read, "gb-nowhere"))
    assert "gb-nowhere" in message and "gb-agile" in message
    for name in ("../../README", "", "gb-agile.json", "x" * 500):
        assert len(str(raises(NoTemplate, read, name))) < 300


def test_they_take_no_memory_until_one_is_chosen():
    if not hasattr(gc, "mem_alloc"):
        return
    names()
    gc.collect()
    before = gc.mem_alloc()
    names()
    gc.collect()
    assert gc.mem_alloc() - before < 64
