"""The findings of the doctor, and their text."""

import enum
import textwrap
from typing import Final

import msgspec

_WIDTH: Final = 78
_INDENT: Final = " " * 6


class Health(enum.Enum):
    """How good a finding is."""

    GOOD = "ok"
    KNOWN = "--"
    """Neither good nor bad, or unknown."""
    BAD = "!!"


class Finding(msgspec.Struct, frozen=True):
    """One result. `advice` says what to do about it, "" for nothing."""

    health: Health
    topic: str
    text: str
    advice: str = ""

    def lines(self) -> list[str]:
        """For people, in plain text."""
        said = f"  {self.health.value}  {self.topic}: {self.text}"
        return [
            line
            for text in (said, _INDENT + self.advice if self.advice else "")
            for line in textwrap.wrap(
                text,
                _WIDTH,
                subsequent_indent=_INDENT,
                break_long_words=False,
                break_on_hyphens=False,
            )
        ]


def good(topic: str, text: str, advice: str = "") -> Finding:
    """Something that is as it should be."""
    return Finding(Health.GOOD, topic, text, advice)


def known(topic: str, text: str, advice: str = "") -> Finding:
    """Something that may be so."""
    return Finding(Health.KNOWN, topic, text, advice)


def bad(topic: str, text: str, advice: str = "") -> Finding:
    """Something that stands in the way."""
    return Finding(Health.BAD, topic, text, advice)
