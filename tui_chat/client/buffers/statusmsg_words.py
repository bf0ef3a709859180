"""The audience of a message to a part of a channel, in words. Pure."""

from typing import Final

from tui_chat.client.language.i18n import _, marked

ALONE: Final = "="
"""In place of marks: a private message that belongs to what is said in the channel."""
_WORDS: Final = {
    "@": marked("to operators only"),
    "%": marked("to half operators and higher only"),
    "+": marked("to voiced members and operators only"),
    "&": marked("to protected operators and higher only"),
    "~": marked("to owners only"),
    ALONE: marked("to you alone"),
}


def audience_in_words(marks: str) -> str:
    """The audience that marks of rank before a channel stand for: "@" gives "to operators only"."""
    lowest = marks[-1:]
    words = _WORDS.get(lowest)
    return _(words) if words else _("to members with {mark} only").format(mark=marks)
