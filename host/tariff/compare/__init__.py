"""`meter tariff compare`: what tariffs make of one load, side by side."""
