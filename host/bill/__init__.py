"""`meter bill`: a recorded load, rated on the PC by the meter's own engine."""
