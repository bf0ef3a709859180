"""Where people write: one line that grows to eight, with the keys of readline."""

from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from textual import events
from textual.content import Content
from textual.message import Message

from tui_chat.client.commands import is_leaving_word
from tui_chat.client.commands.secrets import holds_secret
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.textual_compat.keys_in_order import do_bound
from tui_chat.client.widgets.input.input_history import InputHistory
from tui_chat.client.widgets.input.mode_input import ErrandInput

_NEWLINE: Final = frozenset(
    # The last is how xterm's modifyOtherKeys arrives.
    {"ctrl+j", "shift+enter", "alt+enter", "ctrl+enter", "shift+\r"}
)
_MANY: Final = 4
"""Lines of a paste, or messages, that are asked about before they are sent."""


class Submit(Protocol):
    """Takes what is sent. A call, not a message: it must be done before the next key is."""

    def __call__(self, text: str, *, literally: bool) -> None:
        """Take `text`; `literally` if it is neither a command nor a word for leaving."""


class Composer(ErrandInput):
    """The input of the place that is shown. Each place has its own draft and history.

    Enter sends to `submit`, unless `before_send` takes it: for a popup, say. Up brings back what
    was sent before, unless nothing is written and `before_recall` takes it. Asked about first are
    a line that is only a word like "exit", where Enter again leaves; a paste of many lines; what is
    so long that it goes out as many messages, of which `count` tells; and what `doubt` has a
    question about. There Enter again sends it; any other key goes on writing. For a while it may
    do an `Errand` instead.
    `before_key` is called before anything is done about a key.
    """

    class LeaveConfirmed(Message):
        """The person wants to leave."""

    class RetryAsked(Message):
        """Enter where nothing is written: send again what failed, if anything has."""

    class SwitchAsked(Message):
        """Ctrl+K where there is nothing to cut: go somewhere else."""

    class CompletionAsked(Message):
        """Tab: complete the word at the cursor; `back` for Shift+Tab, the other way round.

        `picking` is Up or Down, from row to row of a popup: Enter ends it, and sends nothing yet.
        """

        def __init__(self, *, back: bool, picking: bool) -> None:
            super().__init__()
            self.back = back
            self.picking = picking

    class ChoiceDropped(Message):
        """Esc: none of the completions that are offered."""

    def __init__(
        self,
        submit: Submit,
        *,
        before_key: Callable[[], None] = lambda: None,
        before_send: Callable[[], bool] = lambda: False,
        count: Callable[[str], int] = lambda _text: 1,
        doubt: Callable[[str], str] = lambda _text: "",
        before_recall: Callable[[], bool] = lambda: False,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(
            id=id, compact=True, soft_wrap=True, highlight_cursor_line=False, tab_behavior="focus"
        )
        self.cursor_blink = False
        self.choosing = False
        """Whether completions are offered: Up and Down go through them."""
        self._send_on = submit
        self._before_key = before_key
        self._before_send = before_send
        self._count = count
        self._doubt = doubt
        self._before_recall = before_recall
        self._histories: dict[object, InputHistory] = {}
        self._here = self._histories[None] = InputHistory()
        self._pasted = False
        self._invitation = ""
        self._actions: dict[str, Callable[[], None]] = {
            **dict.fromkeys(_NEWLINE, self._insert_newline),
            "enter": self._send,
            "tab": partial(self._ask_completion, back=False),
            "shift+tab": partial(self._ask_completion, back=True),
            "up": self._recall_earlier,
            "down": self._recall_later,
        }

    # Places

    def go_to(self, place: object, draft: str = "") -> None:
        """Write in `place` from now on; the draft stays behind, the one of that place comes.

        `draft` is what stands in a place where nothing was written yet.
        """
        self.drop_errand()
        self._stop_asking()
        self._here.draft = self.text
        self._here = self._histories.get(place) or InputHistory(draft)
        self._histories[place] = self._here
        self.load_text(self._here.draft)
        self.move_cursor(self.document.end)

    def invite(self, text: str) -> None:
        """What stands there while nothing is written. Costs nothing while it is the same."""
        if text != self._invitation:
            self._invitation = text
            self.placeholder = Content(text)

    def forget(self, place: object) -> None:
        """The place was closed."""
        self._histories.pop(place, None)

    def take(self) -> str:
        """What stands in the input, which it is then empty of; "" while that is an errand's."""
        if self._errand is not None:
            return ""
        text = self.text
        self.load_text("")
        return text

    def give_back(self, place: object, text: str) -> None:
        """Put `text` in front of what stands in the input of `place`."""
        history = self._histories.setdefault(place, InputHistory())
        if history is not self._here:
            history.draft = _in_front(text, history.draft)
        elif self._set_aside is not None:
            self._set_aside = _in_front(text, self._set_aside)
        else:
            self.fill(_in_front(text, self.text))

    @property
    def sent_before(self) -> list[str]:
        """What was sent from here, the latest first."""
        return self._here.latest_first

    def clear_input(self) -> None:
        """Empty the input; what stood there can still be called back with Up."""
        self._remember(self.text)
        self.load_text("")

    def _remember(self, text: str) -> None:
        self._here.add("" if holds_secret(text) else text)

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        self._before_key()
        if self._take_answer(event):
            return
        action = self._action_for(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            action()
        elif await do_bound(self, event.key):
            event.stop()
            event.prevent_default()

    def _action_for(self, key: str) -> Callable[[], None] | None:
        special = self._special_action_for(key)
        if special is not None:
            return special
        if key == "up" and not self.navigator.is_first_wrapped_line(self.cursor_location):
            return None
        if key == "down" and not self.navigator.is_last_wrapped_line(self.cursor_location):
            return None
        return self._actions.get(key)

    def _special_action_for(self, key: str) -> Callable[[], None] | None:
        """What the key does because of what is going on."""
        errand = self._errand
        if key == "ctrl+k" and not self.text:
            return self._ask_switch
        if key == "escape" and (self.choosing or errand is not None):
            return self._drop_choice if self.choosing else self.drop_errand
        if key in {"up", "down"}:
            if self.choosing:
                return partial(self._ask_completion, back=key == "up", picking=True)
            if errand is not None and errand.step is not None:
                return partial(errand.step, -1 if key == "up" else 1)
        return None

    async def _on_paste(self, event: events.Paste) -> None:
        if len(event.text.splitlines()) >= _MANY:  # many terminals end them with \r
            self._pasted = True  # and what `TextArea` does with a paste comes after this

    def _insert_newline(self) -> None:
        self._replace_via_keyboard("\n", *self.selection)

    def _send(self) -> None:
        text = self.text
        errand = self._errand
        if errand is not None:
            if errand.done(text) and self._errand is errand:
                if errand.text is None:
                    self._sent(text)
                self._end_errand()
        elif self._before_send():
            return
        elif not (text := self.text).strip():
            self.post_message(self.RetryAsked())
        elif is_leaving_word(text):
            self._ask(_("Quit? Enter quits, Esc cancels."), self._may_leave)
        else:
            self._send_message(text)

    def _send_message(self, text: str) -> None:
        lines, messages = text.rstrip("\n").count("\n") + 1, self._count(text)
        pasted = self._pasted and lines >= _MANY
        if pasted or messages >= max(_MANY, lines + 1):
            may_send = partial(self._may_send, literally=pasted)
            self._ask(_question(lines, messages), may_send)
        elif question := self._doubt(text):
            self._ask(question, partial(self._may_send, literally=False))
        else:
            self._submit(text.rstrip(), literally=False)

    def _submit(self, text: str, *, literally: bool) -> None:
        self._sent(text)
        self._send_on(text, literally=literally)

    def _sent(self, text: str) -> None:
        self._pasted = False
        self._remember(text)
        self.load_text("")  # which forgets what could be undone, too

    # What Enter means after a question

    def _may_leave(self, event: events.Key) -> bool:
        if event.key == "enter":
            self.post_message(self.LeaveConfirmed())
            return True
        return event.key == "escape"  # which is all that it does; any other key does its own

    def _may_send(self, event: events.Key, *, literally: bool) -> bool:
        if event.key != "enter":
            return event.key == "escape"
        self._submit(self.text.rstrip("\n"), literally=literally)
        return True

    def _ask_completion(self, *, back: bool, picking: bool = False) -> None:
        self.post_message(self.CompletionAsked(back=back, picking=picking))

    def _drop_choice(self) -> None:
        self.post_message(self.ChoiceDropped())

    def _ask_switch(self) -> None:
        self.post_message(self.SwitchAsked())

    # History

    def _recall_earlier(self) -> None:
        if self._errand is not None and self._errand.text is not None:
            if self.text != self._errand.text:
                return  # what is being edited stays
            self.drop_errand()
        elif self._errand is None and not self.text and self._before_recall():
            return
        self._recall(self._here.earlier(self.text))

    def _recall_later(self) -> None:
        if self._errand is None or self._errand.text is None:
            self._recall(self._here.later())

    def _recall(self, text: str | None) -> None:
        if text is not None:
            self.fill(text)


def _question(lines: int, messages: int) -> str:
    """Whether to send so many lines, by what they become on the way."""
    if messages > 1:
        question = ngettext(
            "Send {count} message? Enter again sends, any other key goes on.",
            "Send {count} messages? Enter again sends, any other key goes on.",
            messages,
        )
        return question.format(count=messages)
    question = ngettext(
        "Send {count} line? Enter again sends it, any other key goes on writing.",
        "Send {count} lines as one message? Enter again sends, any other key goes on.",
        lines,
    )
    return question.format(count=lines)


def _in_front(text: str, draft: str) -> str:
    return f"{text}\n{draft}" if text and draft else text or draft
