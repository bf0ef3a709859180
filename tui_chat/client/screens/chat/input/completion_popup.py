"""Completions of the word at the cursor, in a popup above the input."""

from collections.abc import Sequence
from typing import Final

from tui_chat.client.commands import TABLE, Argument
from tui_chat.client.commands.offered_commands import Offered, offered_to
from tui_chat.client.completion import Completion, Cycle, closed_emoji, complete
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import ChatView
from tui_chat.client.session import Session
from tui_chat.client.session.messages.mentions import EVERYBODY
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.input.popup import Offer, Popup
from tui_chat.client.widgets.log.wrapping import without_unsafe_emoji

_TRIGGERS: Final = frozenset("@#/:")
_BENEATH: Final = 1
"""Rows below the input."""


class CompletionPopup:
    """Offers completions as the person types, and puts them in with Tab."""

    def __init__(
        self,
        view: ChatView,
        composer: Composer,
        popup: Popup,
        abilities: Abilities = EVERYTHING,
    ) -> None:
        self._view = view
        self._abilities = abilities
        self._composer = composer
        self._popup = popup
        self._cycle = Cycle()
        self._completion: Completion | None = None
        self._picking = False
        self._dismissed: tuple[str, int] | None = None
        """The text and cursor for which the person wants no popup."""

    def offer(self) -> None:
        """Show completions of the word at the cursor, if it begins like a name."""
        composer = self._composer
        self.close_emoji()
        text, cursor = composer.text, composer.cursor
        if (text, cursor) == self._dismissed:
            return
        self._dismissed = None
        if self._completion is not None and self._cycle.stands_at(text, cursor):
            return
        word = _word_before(text, cursor)
        completion = None
        if composer.is_message and _begins_a_name(text, word):
            completion = self._complete(text, cursor)
        if completion is not None and completion.candidates not in {(), (word,)}:
            self._show(completion, offers_for(completion.candidates, word, self._view.session))
        else:
            self.drop()

    def _complete(self, text: str, cursor: int) -> Completion:
        view = self._view
        settings = view.settings.offers()
        return complete(text, cursor, view.session, view.buffer, settings, self._offered())

    def _offered(self) -> Offered:
        view = self._view
        hosts = view.connection.options.hosting is not None
        return offered_to(view.session, view.buffer, self._abilities, hosts=hosts)

    def close_emoji(self) -> None:
        """Replace an emoji name, once its second colon is typed, by the emoji.

        To be done before the next key: then the name would not be at the cursor any more.
        """
        composer = self._composer
        text, cursor = composer.text, composer.cursor
        if not composer.is_message or text[cursor - 1 : cursor] != ":":
            return
        closed = closed_emoji(text[:cursor])
        if closed is not None:
            start, sign = closed
            composer.complete(text[:start] + sign + text[cursor:], start + len(sign))

    def take(self) -> bool:
        """Enter: take the first row, or end picking. Gives whether Enter does nothing more.

        What Tab has put in is sent, and so is a command that can be done as it is typed.
        """
        composer = self._composer
        if not composer.is_message:
            return False
        if self._picking:
            self.drop()
            return True
        self.offer()  # the popup may be a key behind
        if self._completion is None or self._cycle.stands_at(composer.text, composer.cursor):
            return False
        word = _word_before(composer.text, composer.cursor)
        if word in _TRIGGERS or (composer.text.startswith("/") and not _is_unclear(composer.text)):
            return False
        self.turn(back=False, picking=False)
        self.drop()
        return True

    def turn(self, *, back: bool, picking: bool) -> None:
        """Put the next completion in the input, or the one before; see `CompletionAsked`."""
        self._picking = picking
        composer, session = self._composer, self._view.session
        text, cursor = self._cycle.turn(
            *(composer.text, composer.cursor, session, self._view.buffer),
            backwards=back,
            settings=self._view.settings.offers(),
            offered=self._offered(),
        )
        composer.complete(text, cursor)
        completion = self._cycle.completion
        if completion is None or len(completion.candidates) <= 1:
            self.drop()
            return
        if self._completion is None or self._completion.candidates != completion.candidates:
            self._show(completion, offers_for(completion.candidates, "", session))
        self._completion = completion
        self._popup.choose(self._cycle.index)

    def _show(self, completion: Completion, offers: Sequence[Offer]) -> None:
        self._completion = completion
        begins = completion.start
        self._open(offers, begins - (self._composer.text.rfind("\n", 0, begins) + 1))

    def show_list(self, offers: Sequence[Offer], chosen: int) -> None:
        """Show other lines than completions, the one at `chosen` marked."""
        self._completion = None
        self._open(offers, 0)
        if offers:
            self._popup.choose(chosen)

    def choose(self, index: int) -> None:
        """Mark another line of the list."""
        self._popup.choose(index)

    def _open(self, offers: Sequence[Offer], column: int) -> None:
        composer = self._composer
        self._popup.offer(offers, left=column, above=composer.outer_size.height + _BENEATH)
        composer.choosing = bool(offers)

    def dismiss(self) -> None:
        """Esc: close the popup for the current text."""
        self._dismissed = (self._composer.text, self._composer.cursor)
        self.drop()

    def drop(self) -> None:
        """Close the popup."""
        self._completion = None
        self._picking = False
        if self._composer.choosing:
            self._composer.choosing = False
            self._popup.offer((), left=0, above=0)


def _begins_a_name(text: str, word: str) -> bool:
    """Whether completions are offered for `word`, at the end of what is typed."""
    if word[:1] in _TRIGGERS and word:
        return True
    command = TABLE.find(text.split(None, 1)[0]) if text.startswith("/") and " " in text else None
    return command is not None and Argument.SETTING in command.arguments


def _is_unclear(line: str) -> bool:
    """Whether a line is an incomplete command."""
    word, *rest = line.split(None, 1)
    command = TABLE.find(word)
    if rest or command is None:
        return not rest
    return (command.least if command.is_called(word) else command.usual) > 0


def _word_before(text: str, cursor: int) -> str:
    begin = max(text.rfind(" ", 0, cursor), text.rfind("\n", 0, cursor)) + 1
    return text[begin:cursor]


_MOST = 50


def offers_for(candidates: Sequence[str], word: str, session: Session) -> list[Offer]:
    """The completions, each with its description."""
    return [_offer(candidate, word, session) for candidate in candidates[:_MOST]]


def _offer(candidate: str, word: str, session: Session) -> Offer:
    if candidate.startswith("/"):
        command = TABLE.find(candidate)
        if command is not None:
            usage = command.signature.partition(" ")[2]
            purpose = _(command.purpose)
            return Offer(candidate, f"{usage}  {purpose}" if usage else purpose)
    if candidate == EVERYBODY:
        return Offer(candidate, _("notify everybody in this channel"))
    buffer = session.find(candidate) if session.features.is_channel(candidate) else None
    if buffer is not None:
        return Offer(candidate, " ".join(buffer.topic.split()))
    if not candidate.isascii() and word.startswith(":"):
        from tui_chat.client.language.emoji_names import emoji_named  # noqa: PLC0415 - only for emoji

        name = dict(emoji_named(word.strip(":"))).get(candidate, "")
        return Offer(without_unsafe_emoji(candidate), name)
    return Offer(candidate)
