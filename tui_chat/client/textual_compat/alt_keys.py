"""Alt with a letter, a digit or Enter, as most terminals send it: ESC and the other key."""

from string import ascii_lowercase, digits
from typing import NamedTuple

from textual import _ansi_sequences


class _Pressed(NamedTuple):
    value: str


def parse_alt_keys_at_once() -> None:
    """Read ESC and such a key as Alt and that key, at once.

    Textual waits 100 ms for more, takes the next key for garbage if it comes meanwhile, leaves
    the Alt of Alt+Enter out, and reads digits as what Option and that key write on one layout of
    macOS: signs like "¡".
    """
    table = _ansi_sequences.ANSI_SEQUENCES_KEYS
    if isinstance(table, dict):
        for letter in ascii_lowercase:
            table.setdefault(f"\x1b{letter}", (_Pressed(f"alt+{letter}"),))
        for digit in digits:
            table[f"\x1b{digit}"] = (_Pressed(f"alt+{digit}"),)
        table["\x1b\r"] = (_Pressed("alt+enter"),)
