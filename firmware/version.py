"""The version of everything here; package.json, pyproject.toml and CHANGELOG.md follow it."""

__version__ = "0.1.0"
