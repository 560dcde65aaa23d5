"""`meter tariff explain`: a tariff in plain words, made from tables of sentences per kind."""
