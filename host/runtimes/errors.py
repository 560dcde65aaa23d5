"""The one error of setting up: something is missing, and the message says how to get it."""


class SetupError(Exception):
    """An interpreter cannot be had; str() says what, where, why and what to do."""
