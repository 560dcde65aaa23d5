"""Rates of the Utility Rate Database (OpenEI) as tariff documents: docs/urdb.md."""
