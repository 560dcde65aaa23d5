"""What can be wrong with a tariff."""


class TariffError(Exception):
    """A tariff document that cannot be used: names path, found, expected."""
