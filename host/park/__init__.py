"""`meter park`: tenants behind a common supply, each billed by a tariff of its own."""
