"""Writing: what is sent, completed, recalled, or written in an editor."""

from abc import abstractmethod
from collections.abc import Sequence

from textual.timer import Timer

from tui_chat.client.audience import audience_in_words
from tui_chat.client.buffers import Buffer, BufferKind
from tui_chat.client.completion import Completion, Cycle, complete
from tui_chat.client.i18n import _
from tui_chat.client.lines import LineState
from tui_chat.client.screens.desk import ChatDesk
from tui_chat.client.screens.frame import ChatFrame
from tui_chat.client.screens.offers import offers_for
from tui_chat.client.session import Progress
from tui_chat.client.widgets.asking_input import AskingInput
from tui_chat.client.widgets.composer import Composer
from tui_chat.client.widgets.errand import Errand
from tui_chat.client.widgets.popup import Offer

_LOOKED_AT = 200
"""Latest lines among which what failed is looked for."""
_TRIGGERS = frozenset("@#/:")
_BENEATH = 1
"""Rows below the input."""


_TYPING_LASTS = 6.5
"""Seconds after which who typed and said nothing has given up."""


class Writing(ChatFrame):
    """The part of the chat that is about the input."""

    _question = ""
    _draft_found: str | None = None
    """What stood in the input of the open place before anything was typed there."""
    _recalling: tuple[str, ...] = ()

    @property
    @abstractmethod
    def desk(self) -> ChatDesk:
        """What slash commands see and move."""

    # Sending

    def _submit(self, text: str, *, literally: bool) -> None:
        self._word = ""
        self._log_view.go_to_end()
        self.desk.take(text, literally=literally)
        self._pacer.ask()

    def _count_messages(self, text: str) -> int:
        return self.session.messages_in(self._here, text)

    def _doubt(self, text: str) -> str:
        """Whether all are to read what may be an answer to something that only some could read."""
        marks = self.session.last_audience(self._here)
        if not marks or (text.startswith("/") and not text.startswith("//")):
            return ""
        question = _("Everybody here reads this; the last message went {audience}. Enter sends.")
        return question.format(audience=audience_in_words(marks))

    def on_composer_retry_asked(self) -> None:
        """Enter where nothing is written sends again what failed here, in its order."""
        for line in self._here.lines[-_LOOKED_AT:]:
            if line.state in {LineState.FAILED, LineState.DOUBTFUL}:
                self.session.retry(self._here, line.id, self.now())
        self._log_view.go_to_end()
        self._pacer.ask()

    def on_asking_input_asking(self, event: AskingInput.Asking) -> None:
        """Say what the next key does."""
        self._question = event.question
        self._pacer.ask()

    def on_composer_leave_confirmed(self) -> None:
        """Enter, twice."""
        self.desk.leave("")

    # What is being written

    def on_text_area_changed(self) -> None:
        """Offer what fits; tell others that we write."""
        if self._is_message and self._composer.text != self._draft_found:
            self._draft_found = None
            self._tell_typing(self._here, self._composer.text)
            self.keep_draft()
        if not self._recalling:
            self._offer()

    @property
    def _is_message(self) -> bool:
        """Whether what stands in the input is for others to read."""
        errand = self._composer.errand
        return errand is None or errand.is_message

    def _tell_typing(self, place: Buffer, text: str) -> None:
        if place.kind is BufferKind.SERVER or (text.startswith("/") and text[1:2] != "/"):
            return
        progress = Progress.ACTIVE if text.strip() else Progress.DONE
        self.session.typing(place, progress, self.now())

    _watching: Timer | None = None

    def _watch_typing(self) -> None:
        """Look again when who types now may have given up."""
        if self._watching is None:
            self._watching = self.set_timer(_TYPING_LASTS, self._look_again)

    def _look_again(self) -> None:
        self._watching = None
        if self.session.typists(self._here, self.now()):
            self._watch_typing()
        self._pacer.ask()

    # Completion

    _cycle: Cycle
    _completion: Completion | None = None

    def _offer(self) -> None:
        """Show what fits the word at the cursor, if it begins as names of something do."""
        composer = self._composer
        text, cursor = composer.text, composer.cursor
        if self._completion is not None and self._cycle.stands_at(text, cursor):
            return
        word = _word_before(text, cursor)
        completion = None
        if self._is_message and word[:1] in _TRIGGERS and word:
            completion = complete(text, cursor, self.session, self._here)
        if completion is not None and completion.candidates not in {(), (word,)}:
            self._completion = completion
            self._show_offers(offers_for(completion.candidates, word, self.session))
        else:
            self._drop_offers()

    def _show_offers(self, offers: Sequence[Offer]) -> None:
        composer = self._composer
        begins = self._completion.start if self._completion is not None else 0
        column = begins - (composer.text.rfind("\n", 0, begins) + 1)
        self._popup.offer(offers, left=column + 1, above=composer.outer_size.height + _BENEATH)
        composer.choosing = bool(offers)

    def _drop_offers(self) -> None:
        self._completion = None
        if self._composer.choosing:
            self._composer.choosing = False
            self._popup.offer((), left=0, above=0)

    def on_composer_choice_dropped(self) -> None:
        """Esc."""
        if self._recalling:
            self._stop_recalling()
        self._drop_offers()

    def on_composer_completion_asked(self, event: Composer.CompletionAsked) -> None:
        """Put the next completion in the input."""
        composer = self._composer
        if self._recalling:
            self._step_recalled(-1 if event.back else 1)
            return
        text, cursor = self._cycle.turn(
            composer.text, composer.cursor, self.session, self._here, backwards=event.back
        )
        composer.complete(text, cursor)
        completion = self._cycle.completion
        if completion is not None and len(completion.candidates) > 1:
            if self._completion is None or self._completion.candidates != completion.candidates:
                self._show_offers(offers_for(completion.candidates, "", self.session))
            self._completion = completion
            self._popup.choose(self._cycle.index)
        else:
            self._drop_offers()

    # Earlier input

    _recalled = 0

    def action_search_input(self) -> None:
        """Look for something that was sent from here, by a few letters of it."""
        self._drop_offers()
        self._composer.begin(
            Errand(
                _("Earlier input: Up older, Down newer, Enter takes it, Esc does not"),
                done=self._take_recalled,
                text="",
                changed=self._recall,
                dropped=self._stop_recalling,
                brief=_("Earlier: Up, Down, Enter takes, Esc"),
            )
        )
        self._recall("")

    def _recall(self, sought: str) -> None:
        wanted = sought.casefold()
        fitting = [text for text in self._composer.sent_before if wanted in text.casefold()]
        self._recalling = tuple(fitting[:50][::-1]) or ("",)
        offers = [Offer(" ".join(text.split())) for text in self._recalling if text]
        self._recalled = max(0, len(offers) - 1)
        self._completion = None
        self._show_offers(offers)
        if offers:
            self._popup.choose(self._recalled)

    def _step_recalled(self, by: int) -> None:
        self._recalled = max(0, min(self._recalled + by, len(self._recalling) - 1))
        self._popup.choose(self._recalled)

    def _take_recalled(self, _sought: str) -> bool:
        text = self._recalling[self._recalled] if self._recalling else ""
        self._stop_recalling()
        self._composer.drop_errand()
        if text:
            self._composer.fill(text)
        return True

    def _stop_recalling(self) -> None:
        self._recalling = ()
        self._drop_offers()

    # The editor

    async def action_editor(self) -> None:
        """Write in the person's own editor."""
        from tui_chat.client.screens.editor import EditorError, edited  # noqa: PLC0415 - rarely

        composer, place = self._composer, self._here
        try:
            text = await edited(self.app, composer.text)
        except EditorError as error:
            self.say(str(error))
            return
        if place is self._here:
            composer.fill(text)
        self._pacer.ask()


def _word_before(text: str, cursor: int) -> str:
    begin = max(text.rfind(" ", 0, cursor), text.rfind("\n", 0, cursor)) + 1
    return text[begin:cursor]
