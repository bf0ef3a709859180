"""The lines of the plain client about buffers and messages."""

from collections.abc import Iterator
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line, LineState
from tui_chat.client.buffers.members import by_rank
from tui_chat.client.buffers.plain_line import line_text
from tui_chat.client.events import SearchAnswered
from tui_chat.client.language.i18n import _, ngettext

_NAMES_TOLD: Final = 20


def arrival(buffer: Buffer) -> Iterator[str]:
    """The open buffer: its name, topic and members."""
    inside = buffer.joined and buffer.kind is BufferKind.CHANNEL
    text = _("You joined {place}.") if inside else _("This is {place}.")
    yield "-- " + text.format(place=buffer.name)
    if buffer.topic:
        yield "-- " + _("Topic: {topic}").format(topic=buffer.topic)
    if buffer.members:
        people = by_rank(buffer.members.values())
        names = ", ".join(f"{each.mark}{each.nick}" for each in people[:_NAMES_TOLD])
        count = len(people)
        told = ngettext("{count} is here: {names}", "{count} are here: {names}", count)
        more = ", ..." if count > _NAMES_TOLD else ""
        yield "-- " + told.format(count=count, names=names + more)


def change(line: Line) -> Iterator[str]:
    """A change of a line that was written before; nothing for small changes."""
    if line.own and line.state is LineState.FAILED:
        yield "!! " + _("Not delivered: {text}").format(text=line.text)
    elif line.own and line.state is LineState.DOUBTFUL:
        yield "!! " + _("Perhaps not delivered: {text}").format(text=line.text)
    elif line.deleted or (line.edited and not line.own):
        yield line_text(line)


def findings(event: SearchAnswered) -> Iterator[str]:
    """The results of a search, with their days and buffers."""
    if event.failed:
        return
    for found in event.found:
        yield line_text(found.line, clock="%Y-%m-%d %H:%M", place=f"[{found.place}]")
    count = len(event.found)
    told = ngettext("{count} message found.", "{count} messages found.", count)
    yield "-- " + told.format(count=count)
