"""The text at the top of a buffer: that this is its beginning, or that older messages load."""

from tui_chat.client.buffers.buffer import Buffer, BufferKind, Past
from tui_chat.client.language.i18n import _


def beginning(buffer: Buffer) -> str:
    """The words above the first line of the buffer, "" for none."""
    if buffer.kind is BufferKind.SERVER or buffer.past is Past.MORE:
        return ""
    if buffer.past is Past.LOADING:
        return _("loading earlier messages…")
    if buffer.lines.first_id > 0:
        return ""
    if buffer.kind is BufferKind.PERSON:
        return _("Only you and {name} can see this. Type below, Enter sends.").format(
            name=buffer.name
        )
    return _("This is {name}. Type below, Enter sends.").format(name=buffer.name)
