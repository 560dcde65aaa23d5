"""`meter tariff new`: a file of one's own, made from a template."""
