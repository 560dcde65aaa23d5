"""Bill calculators that nobody here wrote, and random tariffs: what our bills are held against."""
