"""The list of themes: the marked one is previewed."""

from textual.app import App

from tui_chat.client.language.i18n import _
from tui_chat.client.screens.picker import Choice, Picker
from tui_chat.client.themes import OURS


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
