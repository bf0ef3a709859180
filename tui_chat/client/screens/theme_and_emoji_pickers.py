"""The lists of themes, the marked one previewed, and of emoji to react with."""

from typing import Final

from textual.app import App

from tui_chat.client.language.emoji_names import all_emoji
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.picker import Choice, Picker
from tui_chat.client.themes import OURS
from tui_chat.client.widgets.log.wrapping import without_unsafe_emoji

_USUAL: Final = ("👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀", "✅")


def emoji_picker(sender: str, text: str) -> Picker[str]:
    """Pick an emoji for the message: the usual ones first, all others by name."""
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


class ThemePicker(Picker[str]):
    """The themes; the screen shows the marked one. The caller brings back the one before."""

    def __init__(self, app: App[object]) -> None:
        ours = {theme.name for theme in OURS}
        names = sorted(app.available_themes, key=lambda name: (name not in ours, name))
        choices = [
            Choice(name, name, right=_("current") if name == app.theme else "") for name in names
        ]
        super().__init__(_("Theme"), choices, empty=_("No matches."), first=names.index(app.theme))

    def marked(self, choice: Choice[str] | None) -> None:
        """Show the screen in this theme."""
        if choice is not None:
            self.app.theme = choice.value
