"""What the operator reads: joins, leaves and other news, one line each."""

import logging
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
    "turned away": "somebody from {host} was turned away ({reason})",
}


def tell(what: str, fields: dict[str, str]) -> None:
    """Log a piece of news. Remote text in it is made safe for a terminal."""
    if _log.isEnabledFor(logging.INFO):
        safe = {key: sanitize(value) for key, value in fields.items()}
        _log.info(_WORDS[what].format(**safe), extra={"what": what, "fields": safe})
