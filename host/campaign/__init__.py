"""The campaign: the firmware lives through what is drawn from a seed, and nothing may be lost.

`scenes` makes a scene of a seed, `faults` draws what befalls it, `lives` lets the firmware live
and die in it, `invariants` says what was broken; `command` is `make campaign`.
"""
