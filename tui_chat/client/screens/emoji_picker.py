"""The emoji to react with: the usual ones first, all others by name."""

from typing import Final

from tui_chat.client.language.emoji_names import all_emoji
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.picker import Choice, Picker
from tui_chat.client.widgets.log.wrapping import without_unsafe_emoji

_USUAL: Final = ("👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀", "✅")


def emoji_picker(sender: str, text: str) -> Picker[str]:
    """Pick one for the message."""
    names = dict(all_emoji())
    usual = [
        Choice(_label(emoji, names.get(emoji, "")), emoji, number=str(number))
        for number, emoji in enumerate(_USUAL, 1)
    ]
    others = [
        Choice(_label(emoji, name), emoji) for emoji, name in names.items() if emoji not in _USUAL
    ]
    title = _("React to {nick}: {text}").format(nick=sender, text=text)
    return Picker(title, [*usual, *others], empty=_("No matches."))


def _label(emoji: str, name: str) -> str:
    # A list must stand straight on every terminal; what is sent is the whole emoji.
    return f"{without_unsafe_emoji(emoji)} {name}"
