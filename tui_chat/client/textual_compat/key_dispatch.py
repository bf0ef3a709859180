"""Keys: handed to another widget, bound for one instance alone, typed, and done at once."""

from collections.abc import Iterable

from textual import events
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import TextArea


def forward(widget: Widget, event: events.Key | events.Paste) -> None:
    """Give `widget` a key or a paste as if it had come to it from the keyboard."""
    again: events.Event = (
        events.Paste(event.text)
        if isinstance(event, events.Paste)
        else events.Key(event.key, event.character)
    )
    widget._forward_event(again)  # noqa: SLF001 - as the application hands events on


def bind_only(node: DOMNode, bindings: Iterable[Binding]) -> None:
    """Bind these keys and no others; to be called while `node` is made."""
    node._bindings = BindingsMap([*bindings])  # noqa: SLF001 - only the application has `bind`


Location = tuple[int, int]
"""A row and a column of the text: `textual.document._document.Location`, which is private."""


def type_text(area: TextArea, text: str) -> None:
    """Put text in the place of the selection, as if it was typed: undo takes it back alike."""
    area._replace_via_keyboard(text, *area.selection)  # noqa: SLF001 - `insert` is not a key


async def do_bound(widget: Widget, key: str, *, widget_first: bool = False) -> bool:
    """Do at once what `key` is bound to by the screen, by `widget`, or by the application.

    The screen comes first: PageUp is for the log, not for a text of three lines; unless the
    widget's own keys are what the person is there for.

    Textual would hand the key up to the application and do it there, while the widget goes on
    with the keys behind it: pasted into a slow line, "Enter, Ctrl+N" would send the text to the
    next channel. Gives whether the key was bound.
    """
    app: App[object] = widget.app
    nodes = (widget, widget.screen) if widget_first else (widget.screen, widget)
    for node in (*nodes, app):
        for binding in node._bindings.key_to_bindings.get(key, ()):  # noqa: SLF001 - no public way
            if await app.run_action(binding.action, default_namespace=node):
                return True
    return False
