"""Keys that do things in the order in which they were pressed, however fast they come."""

from textual.app import App
from textual.widget import Widget


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
