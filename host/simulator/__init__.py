"""The simulated hardware: grid, loads, current transformers, chips, clock and wires."""
