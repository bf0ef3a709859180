"""Tokens by which services outside know people (IRCv3 draft/authtoken)."""

from typing import Final

import msgspec

from tui_chat.server.core.events import Millis

LIFETIME: Final = 600_000
"""Milliseconds for which a token is good."""
MOST_OF_ACCOUNT: Final = 10
"""Tokens of one account; the oldest makes room for a new one."""
MOST: Final = 20_000
"""Tokens in all; the same."""


class Token(msgspec.Struct, frozen=True):
    """What a token says."""

    account: str
    """The id of an account."""
    service: str
    url: str
    scope: str
    until: Millis


class Tokens:
    """All tokens that nobody has used yet, the oldest first."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}

    def add(self, secret: str, token: Token, at: Millis) -> None:
        """Add a token; those that are out of date go."""
        for one in [one for one, known in self._tokens.items() if known.until <= at]:
            del self._tokens[one]
        own = [one for one, known in self._tokens.items() if known.account == token.account]
        for one in own[: max(len(own) - MOST_OF_ACCOUNT + 1, 0)]:
            del self._tokens[one]
        while len(self._tokens) >= MOST:
            del self._tokens[next(iter(self._tokens))]
        self._tokens[secret] = token

    def take(self, secret: str, service: str, url: str, at: Millis) -> Token | None:
        """What a token says, which is good for one use; None if it is not, or for another service.

        A token that is shown to the wrong service is not used up.
        """
        token = self._tokens.get(secret)
        if token is None or token.until <= at or (token.service, token.url) != (service, url):
            return None
        return self._tokens.pop(secret)

    def __len__(self) -> int:
        return len(self._tokens)
