"""Changing settings from the chat: /set, and themes."""

from collections.abc import Callable, Sequence
from typing import Final

from tui_chat.client.buffers.line import LineKind
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.config.setting_changes import SettingError
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView

_THEME: Final = "look.theme"


class SettingsActions:
    """Answers /set; `changed` gets the options after a change."""

    def __init__(self, view: ChatView, ui: UiOptions, changed: Callable[[UiOptions], None]) -> None:
        self._view = view
        self._ui = ui
        self._changed = changed

    @property
    def actions(self) -> Actions:
        """The actions of this part, also for the palette."""
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
        from tui_chat.client.screens.theme_and_emoji_pickers import ThemePicker  # noqa: PLC0415 - rarely

        app = self._view.app
        before = app.theme

        def pick(theme: str | None) -> None:
            if theme is None:
                app.theme = before
            else:
                self.change((_THEME, theme))

        app.push_screen(ThemePicker(app), pick)
