"""`meter run`: the meter's firmware under real MicroPython, living in a simulated world."""
