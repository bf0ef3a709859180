"""Messages of several lines: one message inside, several lines on the wire (IRCv3 draft/multiline).

Inside, the lines are one text. LF ends a line; a line that continues the line before, without a
line end, begins with CR. Peers cannot send these characters in any other way.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from tui_chat.wire.capability_enum import Capabilities, Capability, capability_set
from tui_chat.wire.message import Message

BATCH_TYPE: Final = "draft/multiline"
CONCAT_TAG: Final = "draft/multiline-concat"

_NEEDED: Final = capability_set(Capability.MULTILINE, Capability.BATCH)
_ONCE: Final = frozenset({"msgid", "label"})
"""Tags of the first line only, if the lines are sent one by one."""


def join_lines(lines: Iterable[tuple[str, bool]]) -> str:
    """One text made of these lines; each comes with whether it continues the line before."""
    return "\n".join("\r" + line if goes_on else line for line, goes_on in lines)


def split_lines(text: str) -> list[tuple[str, bool]]:
    """The lines of a text; each with whether it continues the line before."""
    return [(line.removeprefix("\r"), line.startswith("\r")) for line in text.split("\n")]


def combined(text: str) -> str:
    """A text of several lines as people read it: LF for line ends, and no CR."""
    return text.replace("\n\r", "")


def unfold(message: Message, held: Capabilities) -> Iterator[tuple[Message, bool]]:
    """The lines for clients that hold `held`, each with whether it may be shown a time.

    With the capability, they are a batch, whose start carries the tags of the message. Without it,
    empty lines are left out, and each line carries all tags that may be sent more than once.
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
