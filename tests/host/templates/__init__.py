"""Templates of tariffs, each billed over a year and compared with what an oracle says."""
