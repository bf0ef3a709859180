"""What the operator reads: joins, leaves and other news, one line each."""

import logging
import time
from typing import Final

from tui_chat.wire.sanitize import sanitize

_log: Final = logging.getLogger("tui_chat.news")

_WORDS: Final = {
    "came": "{nick} came from {host}",
    "left": "{nick} left ({reason})",
    "joined": "{nick} joined {channel}",
    "parted": "{nick} left {channel}",
    "kicked": "{nick} was put out of {channel} by {by}",
    "renamed": "{nick} is now {to}",
    "attached": "{nick} came with another client from {host}",
    "logged in": "{host} logged in as {account}",
    "refused": "{host} gave a wrong password for {account}",
    "account registered": "the account {account} was registered from {host}",
    "account dropped": "the account {account} was given up",
    "channel registered": "{channel} was registered to {account}",
    "channel dropped": "{channel} was given up by {by}",
    "channel renamed": "{channel} was renamed to {to} by {by}",
    "audit": "audit: {by} {did}",
    "turned away": "somebody from {host} was turned away ({reason})",
}
KINDS: Final = frozenset(_WORDS)
"""All there is to tell, as the effect `Log` names it."""


_SAME: Final = vars(logging.LogRecord(_log.name, logging.INFO, __file__, 0, "", (), None))


class Told(logging.LogRecord):
    """A record of news. What is the same for all of them is worked out once: half of its cost."""

    def __init__(self, what: str, fields: dict[str, str]) -> None:
        now = time.time()
        self.__dict__ = {**_SAME, "what": what, "fields": fields, "created": now}
        self.msg = _WORDS[what].format(**fields)
        self.msecs = now % 1 * 1000


def tell(what: str, fields: dict[str, str]) -> None:
    """Log a piece of news. Remote text in it is made safe for a terminal."""
    if _log.isEnabledFor(logging.INFO):
        _log.handle(Told(what, {key: sanitize(value) for key, value in fields.items()}))
