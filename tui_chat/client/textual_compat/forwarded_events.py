"""Keys and pastes that one widget hands to another."""

from textual import events
from textual.widget import Widget


def forward(widget: Widget, event: events.Key | events.Paste) -> None:
    """Give `widget` a key or a paste as if it had come to it from the keyboard."""
    again: events.Event = (
        events.Paste(event.text)
        if isinstance(event, events.Paste)
        else events.Key(event.key, event.character)
    )
    widget._forward_event(again)  # noqa: SLF001 - as the application hands events on
