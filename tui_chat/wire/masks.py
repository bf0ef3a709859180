"""Masks: `*` for any text, `?` for any one character. RFC 2812 2.5, without its escapes."""

import re
from functools import lru_cache
from typing import Final

_STARS: Final = re.compile(r"\*+")
_ONLY_IN_HOSTS: Final = re.compile(r"[.:/]")


def compile_mask(mask: str) -> re.Pattern[str]:
    """A pattern whose `fullmatch` tells whether a text fits the mask, cases told apart.

    The text between two stars is looked for once and never again: `(?>` forbids going back. So a
    mask of many stars takes no longer than the lengths of mask and text multiplied.
    """
    head, *rest = map(_literal, _STARS.split(mask))
    if rest:
        *middle, tail = rest
        head += "".join(f"(?>.*?{text})" for text in middle) + f".*{tail}"
    return re.compile(head, re.DOTALL)


def matches(mask: str, text: str) -> bool:
    """Whether the text fits the mask, whatever the case of either."""
    mask, text = mask.lower(), text.lower()
    if len(mask) - mask.count("*") > len(text):
        return False  # before a long mask is compiled in vain
    return _caseless(mask).fullmatch(text) is not None


def is_mask(text: str) -> bool:
    """Whether it is a mask rather than a name."""
    return "*" in text or "?" in text


def complete_mask(mask: str) -> str:
    """A mask of users in full: `nick!user@host`, `*` for what was left out.

    A bare word is a nickname, or a host where no nickname can look like that.
    """
    if "!" not in mask and "@" not in mask:
        return f"*!*@{mask}" if _ONLY_IN_HOSTS.search(mask) else f"{mask}!*@*"
    nick, _, rest = mask.rpartition("!")
    user, _, host = rest.partition("@")
    return f"{nick or '*'}!{user or '*'}@{host or '*'}"


@lru_cache(maxsize=256)
def _caseless(mask: str) -> re.Pattern[str]:
    return compile_mask(mask)


def _literal(text: str) -> str:
    return ".".join(map(re.escape, text.split("?")))
