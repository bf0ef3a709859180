"""A log-in under way (IRCv3 sasl)."""

from collections.abc import Generator
from typing import Final

Exchange = Generator[bytes, bytes, None]
"""Yields our answers and is sent those of the server. Raises ScramError if the server lies."""


_ANSWERS_TO_A_PROOF: Final = {"SCRAM-SHA-256": 3}
"""By mechanism, the number of our answers after which the server has proved its identity."""


class Login:
    """A log-in under way."""

    __slots__ = ("answers", "exchange", "mechanism", "received", "started")

    def __init__(self, mechanism: str, exchange: Exchange) -> None:
        self.mechanism = mechanism
        self.exchange = exchange
        self.received = ""
        """The pieces of an answer that is told in several."""
        self.started = False
        self.answers = 0

    @property
    def lacks_key(self) -> bool:
        """Whether the server has only heard who we are: it keeps no key for this mechanism."""
        return not self.started or (self.mechanism in _ANSWERS_TO_A_PROOF and self.answers == 1)

    @property
    def is_proved(self) -> bool:
        """Whether the server has proved its identity, if the mechanism demands that."""
        return self.answers >= _ANSWERS_TO_A_PROOF.get(self.mechanism, 0)
