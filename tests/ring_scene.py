"""A ring of records that is filled, for the tests of it."""

import gc

from tests.flash_scene import Scene, numbered


def filled(count, **ways):
    gc.collect()
    scene = Scene(**ways)
    for number in range(count):
        assert scene.append(numbered(number)) == number
        scene.second()
    return scene


def assert_holds(scene, first, end):
    for sequence in range(first, end):
        assert scene.body_of(sequence) == numbered(sequence), sequence
