"""Changing settings from the chat: /set, and the picker of themes."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.app import App

from tui_chat.client.buffers.line import LineKind
from tui_chat.client.config.options import UiOptions
from tui_chat.client.config.setting_changes import SettingError
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat_view import Actions, ChatView
from tui_chat.client.screens.picker import Choice, Picker
from tui_chat.client.themes import OURS

_THEME: Final = "look.theme"


class SettingsActions:
    """Answers /set; `changed` gets the options after a change."""

    def __init__(self, view: ChatView, ui: UiOptions, changed: Callable[[UiOptions], None]) -> None:
        self._view = view
        self._ui = ui
        self._changed = changed

    @property
    def actions(self) -> Actions:
        """What keys and the palette do."""
        return {"themes": self.show_themes}

    def change(self, words: Sequence[str]) -> None:
        """List the settings, show one, or change it."""
        settings = self._ui.settings
        try:
            answer = settings.ask(words)
        except SettingError as error:
            self._view.say(str(error))
            return
        if answer.changed:
            self._ui = self._ui.configured_as(settings.config)
            self._changed(self._ui)
        if "\n" in answer.text:
            self._view.buffer.append(LineKind.INFO, answer.text, self._view.now())
            self._view.repaint_soon()
        else:
            self._view.say(answer.text)

    def show_themes(self) -> None:
        """Pick a theme, and see each while it is marked."""
        app = self._view.app
        before = app.theme

        def pick(theme: str | None) -> None:
            if theme is None:
                app.theme = before
            else:
                self.change((_THEME, theme))

        app.push_screen(ThemePicker(app), pick)


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
