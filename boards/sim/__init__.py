"""The simulated board: one more board, whose chips are in a world beside it."""
