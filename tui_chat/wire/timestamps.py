"""Time as IRCv3 server-time writes it."""

from datetime import UTC, datetime
from typing import Final

from tui_chat.wire.errors import ProtocolError

MILLISECONDS: Final = [f"{number:03}Z" for number in range(1000)]
"""The ends of times in one second, behind their first 20 characters: formatting each costs more."""


def format_time(milliseconds: int) -> str:
    """`YYYY-MM-DDThh:mm:ss.sssZ` of milliseconds since 1970 (IRCv3 server-time)."""
    seconds, rest = divmod(milliseconds, 1000)
    moment = datetime.fromtimestamp(seconds, UTC).isoformat()
    return f"{moment[:19]}.{rest:03}Z"


def parse_time(text: str) -> int:
    """Milliseconds since 1970 of a time tag. Raises ProtocolError for anything else."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return round(moment.timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise ProtocolError(f"not a time: {text!r}") from error
