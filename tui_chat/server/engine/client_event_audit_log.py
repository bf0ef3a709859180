"""The audit log for the operator: joins, logins and the like, one line each."""

import logging
import time
from typing import Final

from tui_chat.wire.text.sanitize import sanitize

_log: Final = logging.getLogger("tui_chat.audit")

_WORDS: Final = {
    "came": "{nick} connected from {host}",
    "left": "{nick} disconnected ({reason})",
    "joined": "{nick} joined {channel}",
    "parted": "{nick} left {channel}",
    "kicked": "{nick} was kicked from {channel} by {by}",
    "renamed": "{nick} is now {to}",
    "attached": "{nick} connected with another client from {host}",
    "gateway": "the gateway {by} connects for {host}",
    "logged in": "{host} logged in as {account}",
    "refused": "{host} gave a wrong password for {account}",
    "account registered": "the account {account} was registered from {host}",
    "account dropped": "the account {account} was deleted",
    "channel registered": "{channel} was registered to {account}",
    "channel dropped": "{channel} was unregistered by {by}",
    "channel renamed": "{channel} was renamed to {to} by {by}",
    "audit": "audit: {by} {did}",
    "turned away": "refused a connection from {host} ({reason})",
}
KINDS: Final = frozenset(_WORDS)
"""All kinds of entries, as the effect `Log` names them."""


_SAME: Final = vars(logging.LogRecord(_log.name, logging.INFO, __file__, 0, "", (), None))


class AuditRecord(logging.LogRecord):
    """A log record. The parts that all records share are made once: half of the cost."""

    def __init__(self, what: str, fields: dict[str, str]) -> None:
        now = time.time()
        self.__dict__ = {**_SAME, "what": what, "fields": fields, "created": now}
        self.msg = _WORDS[what].format(**fields)
        self.msecs = now % 1 * 1000


def record(what: str, fields: dict[str, str]) -> None:
    """Log an entry. Remote text in it is made safe for a terminal."""
    if _log.isEnabledFor(logging.INFO):
        # Not `handle`, which asks once more whether it is wanted.
        _log.callHandlers(
            AuditRecord(what, {key: sanitize(value) for key, value in fields.items()})
        )
