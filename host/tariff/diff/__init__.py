"""`meter tariff diff`: what a new version of a tariff changes, by what it means."""
