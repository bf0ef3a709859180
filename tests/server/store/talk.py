"""Short ways to fill a history and to look into it."""

from typing import Any

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Entry, Reading
from tui_chat.server.core.stamps.msgids import first_number
from tui_chat.server.store import History
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

NOON = 1_763_640_000_000
"""2025-11-20 12:00:00 UTC: the time of message 0; each is a second later than the one before."""


def msgid(number: int) -> str:
    """The id of a message."""
    return f"{first_number(NOON + 1000 * number):x}"


def say(
    history: History,
    number: int,
    text: str = "",
    *,
    target: str = "#tea",
    nick: str = "alice",
    command: str = "PRIVMSG",
) -> None:
    """Have one message kept, in a tick of its own."""
    remember(history, number, text, target=target, nick=nick, command=command)
    history.commit()


def remember(
    history: History,
    number: int,
    text: str = "",
    *,
    target: str = "#tea",
    nick: str = "alice",
    command: str = "PRIVMSG",
) -> None:
    """Have one message kept with the next commit."""
    source = Source.of(nick, nick, "host")
    params = (target, text or f"message {number}")
    message = Message(command, params, source, {"msgid": msgid(number)})
    history.remember(target, message, msgid(number), NOON + 1000 * number)


def remember_speech(
    history: History, first: int, *texts: str, target: str = "#tea", nick: str = "alice"
) -> None:
    """Have a speech kept with the next commit: its texts are a millisecond apart."""
    at = Millis(NOON + 1000 * first)
    ids = tuple(f"{first_number(at + n):x}" for n in range(len(texts)))
    speech = Speech(Source.of(nick, nick, "host"), target, texts, ids, {}, at)
    history.remember_speech(target, speech)


def read(history: History, **wanted: Any) -> list[str]:
    """The texts of a page."""
    values: dict[str, Any] = {"target": "#tea", "limit": 100} | wanted
    return texts(history.answer(Reading(**values)))


def texts(entries: object) -> list[str]:
    """The last parameters of entries, shortened: "message 3" is "3"."""
    assert isinstance(entries, list)
    return [shortened(entry) for entry in entries]


def shortened(entry: Entry) -> str:
    return entry.message.params[-1].removeprefix("message ")
