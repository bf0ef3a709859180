"""A line to type a name in."""

from collections.abc import Callable

from textual import events
from textual.widgets import Input

from tui_chat.client.textual_compat.key_dispatch import do_bound


class NameField(Input):
    """Does what its screen binds in the order in which keys come, however fast."""

    takes: Callable[[events.Key | events.Paste], bool] | None = None
    """Whether somebody else has a use for a key or a paste: then it does nothing here."""

    async def on_key(self, event: events.Key) -> None:
        """Do what the key is bound to; else `Input` handles it."""
        taken = self.takes is not None and self.takes(event)
        if taken or (not event.is_printable and await do_bound(self, event.key)):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Paste, unless somebody else takes it."""
        if self.takes is not None and self.takes(event):
            event.stop()
            event.prevent_default()
