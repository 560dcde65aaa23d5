"""`meter tariff`: tariff documents, looked at on the PC before a meter takes them."""
