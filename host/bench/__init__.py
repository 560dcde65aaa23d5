"""`make bench`: speed and memory beside a peer in the same run, as ratios; writes bench.json."""
