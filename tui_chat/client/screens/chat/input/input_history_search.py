"""Searching the texts that were sent from here before (Ctrl+R)."""

from typing import Final

from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions
from tui_chat.client.screens.chat.input.completion_popup import CompletionPopup
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.input.input_mode import InputMode
from tui_chat.client.widgets.input.popup import Offer
from tui_chat.wire.text.search_folding import fold_text

_MOST_SHOWN: Final = 50


class InputSearch:
    """Uses the input for the search, and the popup for its results."""

    def __init__(self, composer: Composer, popup: CompletionPopup) -> None:
        self._composer = composer
        self._popup = popup
        self._found: tuple[str, ...] = ()
        self._chosen = 0

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {"search_input": self.begin}

    @property
    def active(self) -> bool:
        """Whether the popup shows earlier input."""
        return bool(self._found)

    def begin(self) -> None:
        """Begin the search."""
        self._popup.drop()
        self._composer.begin(
            InputMode(
                _("Earlier input: ↑ older · ↓ newer · Enter use · Esc cancel"),
                done=self._take,
                text="",
                changed=self._look_for,
                dropped=self.stop,
                brief=_("Earlier: ↑ ↓ · Enter use · Esc"),
            )
        )
        self._look_for("")

    def _look_for(self, sought: str) -> None:
        wanted = fold_text(sought)
        fitting = [text for text in self._composer.sent_before if wanted in fold_text(text)]
        self._found = tuple(fitting[:_MOST_SHOWN][::-1]) or ("",)
        offers = [Offer(" ".join(text.split())) for text in self._found if text]
        self._chosen = max(0, len(offers) - 1)
        self._popup.show_list(offers, self._chosen)

    def step(self, by: int) -> None:
        """Mark the row above (-1) or below (1)."""
        self._chosen = max(0, min(self._chosen + by, len(self._found) - 1))
        self._popup.choose(self._chosen)

    def _take(self, _sought: str) -> bool:
        text = self._found[self._chosen] if self._found else ""
        self.stop()
        self._composer.drop_mode()
        if text:
            self._composer.fill(text)
        return True

    def stop(self) -> None:
        """End the search."""
        self._found = ()
        self._popup.drop()
