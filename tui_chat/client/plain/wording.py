"""What the plain client says of places and messages, line by line."""

from collections.abc import Iterator
from typing import Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind, by_rank
from tui_chat.client.buffers.line_text import line_text
from tui_chat.client.buffers.scrollback import Line, LineState
from tui_chat.client.events import SearchAnswered
from tui_chat.client.language.i18n import _, ngettext

_NAMES_TOLD: Final = 20


def arrival(place: Buffer) -> Iterator[str]:
    """Where we are, what it is about, and who is there."""
    inside = place.joined and place.kind is BufferKind.CHANNEL
    text = _("You are in {place} now.") if inside else _("This is {place}.")
    yield "-- " + text.format(place=place.name)
    if place.topic:
        yield "-- " + _("Topic: {topic}").format(topic=place.topic)
    if place.members:
        people = by_rank(place.members.values())
        names = ", ".join(f"{each.mark}{each.nick}" for each in people[:_NAMES_TOLD])
        count = len(people)
        told = ngettext("{count} is here: {names}", "{count} are here: {names}", count)
        more = ", ..." if count > _NAMES_TOLD else ""
        yield "-- " + told.format(count=count, names=names + more)


def change(line: Line) -> Iterator[str]:
    """What happened to a line that was told before; nothing for what is small."""
    if line.own and line.state is LineState.FAILED:
        yield "!! " + _("Not delivered: {text}").format(text=line.text)
    elif line.own and line.state is LineState.DOUBTFUL:
        yield "!! " + _("Perhaps not delivered: {text}").format(text=line.text)
    elif line.deleted or (line.edited and not line.own):
        yield line_text(line)


def findings(event: SearchAnswered) -> Iterator[str]:
    """What a search found, with its days and places."""
    for found in event.found:
        yield line_text(found.line, clock="%Y-%m-%d %H:%M", place=f"[{found.place}]")
    count = len(event.found)
    told = ngettext("{count} message found.", "{count} messages found.", count)
    yield "-- " + told.format(count=count)
