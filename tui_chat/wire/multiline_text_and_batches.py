"""Messages of several lines: one message inside, several lines on the wire (IRCv3 draft/multiline).

Inside, the lines are one text with LF between them; a line that goes on with the one before,
without a line end, begins with CR. Neither can come from a peer in any other way.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from tui_chat.wire.capability_enum import Capabilities, Capability, capability_set
from tui_chat.wire.message import Message

BATCH_TYPE: Final = "draft/multiline"
CONCAT_TAG: Final = "draft/multiline-concat"

_NEEDED: Final = capability_set(Capability.MULTILINE, Capability.BATCH)
_ONCE: Final = frozenset({"msgid", "label"})
"""Tags of the first line alone, where the lines come one by one."""


def join_lines(lines: Iterable[tuple[str, bool]]) -> str:
    """The text of these lines, each with whether it goes on with the one before."""
    return "\n".join("\r" + line if goes_on else line for line, goes_on in lines)


def split_lines(text: str) -> list[tuple[str, bool]]:
    """The lines of a text, each with whether it goes on with the one before."""
    return [(line.removeprefix("\r"), line.startswith("\r")) for line in text.split("\n")]


def combined(text: str) -> str:
    """What a text of several lines says, with LF for its line ends and nothing else."""
    return text.replace("\n\r", "")


def unfold(message: Message, held: Capabilities) -> Iterator[tuple[Message, bool]]:
    """The lines for clients that hold `held`, each with whether it may be shown a time.

    With the capability: a batch, and what is to be said of the message stands at its beginning.
    Without: the lines that are not empty, with all tags that may stand more than once.
    """
    *target, text = message.params
    lines = split_lines(text)
    if held & _NEEDED == _NEEDED:
        reference = f"m{message.tags.get('msgid', '')}"
        opening = (f"+{reference}", BATCH_TYPE, *target)
        yield Message("BATCH", opening, message.source, message.tags), True
        for line, goes_on in lines:
            tags = {"batch": reference}
            if goes_on:
                tags[CONCAT_TAG] = ""
            yield Message(message.command, (*target, line), message.source, tags), False
        yield Message("BATCH", (f"-{reference}",), message.source), False
        return
    tags = dict(message.tags)
    for line, _ in lines:
        if line:
            yield Message(message.command, (*target, line), message.source, tags), True
            tags = {key: value for key, value in tags.items() if key not in _ONCE}
