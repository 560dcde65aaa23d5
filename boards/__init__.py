"""Wiring, one folder a board: only here may a module of the hardware be imported."""
