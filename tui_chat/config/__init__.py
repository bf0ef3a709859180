"""TOML configuration as both sides read and print it, and the default that they share."""

from typing import Final

DEFAULT_PORT: Final = 6667
"""The port of IRC without encryption."""
