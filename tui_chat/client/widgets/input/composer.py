"""The input: one line that grows to eight, with the keys of readline."""

from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from tui_chat.client.commands import is_leaving_word
from tui_chat.client.commands.password_detection import holds_secret
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.textual_compat.key_dispatch import do_bound, type_text
from tui_chat.client.widgets.input.input_history import InputHistory
from tui_chat.client.widgets.input.input_mode import CurrentMode, InputMode
from tui_chat.client.widgets.input.readline import Readline
from tui_chat.client.widgets.input.single_key_question import Question

_NEWLINE: Final = frozenset(
    # The last is how xterm's modifyOtherKeys arrives.
    {"ctrl+j", "shift+enter", "alt+enter", "ctrl+enter", "shift+\r"}
)
_MANY: Final = 4
"""So many lines of a paste, or messages, are sent only after a question."""


class Submit(Protocol):
    """Sends a text. A call, not a message of Textual: it must be done before the next key."""

    def __call__(self, text: str, *, literally: bool) -> None:
        """Send `text`; `literally` if it must not be read as a command."""


class Composer(Readline):
    """The input of the open buffer. Each buffer has its own draft and history.

    Enter calls `submit`, unless `before_send` handles it (a popup, say). Up brings back the message
    before, unless the input is empty and `before_recall` handles it. Some texts are sent only if
    the key after a question is Enter again: a word for leaving like "exit", a paste of many lines,
    a text that takes many messages (`count` gives how many), and what `doubt` has a question
    about. `ask_about_paste` gives a question about what is pasted into the empty input, and after
    Enter `take_paste` gets it. For a while the input may be used for something else: `InputMode`.
    `before_key` is called before each key, and says whether somebody else took it.
    """

    class QuestionChanged(Message):
        """The next key answers this question; "" if there is none any more."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    class LeaveConfirmed(Message):
        """The person wants to leave."""

    class RetryAsked(Message):
        """Enter in an empty input: send again the messages that failed."""

    class SwitchAsked(Message):
        """Ctrl+K in an empty input: choose another buffer."""

    class CompletionAsked(Message):
        """Tab: complete the word at the cursor. `back` is Shift+Tab, the previous completion.

        `picking` is Up or Down in the popup; Enter then takes the completion and sends nothing.
        """

        def __init__(self, *, back: bool, picking: bool) -> None:
            super().__init__()
            self.back = back
            self.picking = picking

    class ChoiceDropped(Message):
        """Esc: close the list of completions."""

    def __init__(
        self,
        submit: Submit,
        *,
        before_key: Callable[[events.Key], bool] = lambda _event: False,
        before_send: Callable[[], bool] = lambda: False,
        count: Callable[[str], int] = lambda _text: 1,
        doubt: Callable[[str], str] = lambda _text: "",
        before_recall: Callable[[], bool] = lambda: False,
        ask_about_paste: Callable[[str], str] = lambda _text: "",
        take_paste: Callable[[str], object] = lambda _text: None,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(
            id=id, compact=True, soft_wrap=True, highlight_cursor_line=False, tab_behavior="focus"
        )
        self.cursor_blink = False
        self.choosing = False
        """Whether completions are shown: Up and Down go through them."""
        self._send_on = submit
        self._before_key = before_key
        self._before_send = before_send
        self._count = count
        self._doubt = doubt
        self._before_recall = before_recall
        self._ask_about_paste = ask_about_paste
        self._take_paste = take_paste
        self._histories: dict[object, InputHistory] = {}
        self._here = self._histories[None] = InputHistory()
        self._question = Question(lambda text: self.post_message(self.QuestionChanged(text)))
        self._current = CurrentMode(self, self._show_title)
        self._hint = ""
        self._pasted = False
        self._placeholder_text = ""
        self._actions: dict[str, Callable[[], None]] = {
            **dict.fromkeys(_NEWLINE, self._insert_newline),
            "enter": self.send,
            "tab": partial(self._ask_completion, back=False),
            "shift+tab": partial(self._ask_completion, back=True),
            "up": self._recall_earlier,
            "down": self._recall_later,
        }

    # Buffers

    def go_to(self, buffer: object, draft: str = "") -> None:
        """Write in `buffer` from now on; each buffer keeps its own draft.

        `draft` is the first text of a buffer in which nothing was written yet.
        """
        self.drop_mode()
        self._question.withdraw()
        self._here.draft = self.text
        self._here = self._histories.get(buffer) or InputHistory(draft)
        self._histories[buffer] = self._here
        self.fill(self._here.draft)

    def show_placeholder(self, text: str) -> None:
        """Show `text` while the input is empty. Costs nothing while it is the same."""
        if text != self._placeholder_text:
            self._placeholder_text = text
            self.placeholder = Content(text)

    def forget(self, buffer: object) -> None:
        """The buffer was closed."""
        self._histories.pop(buffer, None)

    def take(self) -> str:
        """Empty the input and give its text; "" while a mode uses the input."""
        if self.mode is not None:
            return ""
        text = self.text
        self.load_text("")
        return text

    def give_back(self, buffer: object, text: str) -> None:
        """Put `text` in front of the draft of `buffer`."""
        history = self._histories.setdefault(buffer, InputHistory())
        if history is self._here:
            self._current.change_draft(_in_front(text, self.draft))
        else:
            history.draft = _in_front(text, history.draft)

    @property
    def draft(self) -> str:
        """The text of the new message, also while a mode uses the input."""
        return self._current.draft

    @property
    def sent_before(self) -> list[str]:
        """The texts that were sent from here, the latest first."""
        return self._here.latest_first

    def clear_input(self) -> None:
        """Empty the input; Up still brings its text back."""
        self._remember(self.text)
        self.load_text("")

    def _remember(self, text: str) -> None:
        self._here.add("" if holds_secret(text) else text)

    # Modes

    @property
    def mode(self) -> InputMode | None:
        """What the input is used for, None for a new message."""
        return self._current.mode

    @property
    def is_message(self) -> bool:
        """Whether the text in the input is for other people to read."""
        return self.mode is None or self.mode.is_message

    def begin(self, mode: InputMode) -> None:
        """Use the input for something else, until that is done or dropped."""
        self._question.withdraw()
        self._current.begin(mode)

    def drop_mode(self) -> None:
        """Go back to the new message. Nothing happens if there is no mode."""
        self._current.drop()

    def _cancel(self) -> None:
        """Ctrl+U in a mode: drop it, and what was typed for it."""
        if self.mode is not None and self.mode.text is None:
            self.load_text("")
        self.drop_mode()

    def hint(self, text: str) -> None:
        """Show `text` in the rule above the input, unless a mode has its title there."""
        self._hint = text
        self._show_title()

    def _show_title(self) -> None:
        mode = self.mode
        title = self._hint if mode is None else mode.title_in(self.outer_size.width)
        self.border_title = Content(f" {title} " if title else "")

    def render_line(self, y: int) -> Strip:
        """A row of the input; in a window without room for it, an empty one.

        Textual divides the placeholder by the width.
        """
        return super().render_line(y) if self.content_size.width else Strip.blank(self.size.width)

    def on_resize(self) -> None:
        """There may be room for a longer title, or for a shorter one only."""
        if self.mode is not None:
            self._show_title()

    def on_text_area_changed(self) -> None:
        """Tell the mode."""
        if self.mode is not None:
            self.mode.changed(self.text)

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Do what the key means here; else `TextArea` handles it."""
        if self._before_key(event):
            event.stop()
            event.prevent_default()
            return
        if self._question.take(event):
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
        """The action of a key in the present state: an open popup, a mode, an empty input."""
        mode = self.mode
        if key == "ctrl+k" and not self.text:
            return self._ask_switch
        if key == "ctrl+u" and mode is not None:
            return self._cancel
        if key == "escape":
            return self._escaping()
        if key in {"up", "down"}:
            if self.choosing:
                return partial(self._ask_completion, back=key == "up", picking=True)
            if mode is not None and mode.step is not None:
                return partial(mode.step, -1 if key == "up" else 1)
        return None

    def _escaping(self) -> Callable[[], None] | None:
        if self.choosing and self.is_message:
            return self._drop_choice
        if self.mode is not None:
            return self.drop_mode
        return self._drop_recalled if self.text and self.text == self._here.shown else None

    async def on_paste(self, event: events.Paste) -> None:
        """Note a paste of many lines; then `TextArea` puts it in."""
        if len(event.text.splitlines()) >= _MANY:  # many terminals end them with \r
            self._pasted = True  # and what `TextArea` does with a paste comes after this
        elif self.mode is None and not self.text:
            question = self._ask_about_paste(event.text)
            if question:
                self._question.ask(question, partial(self._may_take_paste, event.text))

    def _insert_newline(self) -> None:
        type_text(self, "\n")

    def send(self) -> None:
        """Enter: give the text to the mode, if there is one, else send it."""
        text = self.text
        mode = self.mode
        if mode is not None:
            if mode.done(text) and self.mode is mode:
                if mode.text is None:
                    self._sent(text)
                self._current.end()
        elif self._before_send():
            return
        elif not (text := self.text).strip():
            self.post_message(self.RetryAsked())
        elif is_leaving_word(text):
            self._question.ask(_("Quit? Enter quits, Esc cancels."), self._may_leave)
        else:
            self._send_message(text)

    def _send_message(self, text: str) -> None:
        lines, messages = text.rstrip("\n").count("\n") + 1, self._count(text)
        pasted = self._pasted and lines >= _MANY
        if pasted or messages >= max(_MANY, lines + 1):
            may_send = partial(self._may_send, literally=pasted)
            self._question.ask(_question(lines, messages), may_send)
        elif question := self._doubt(text):
            self._question.ask(question, partial(self._may_send, literally=False))
        else:
            self._submit(text.rstrip(), literally=False)

    def _submit(self, text: str, *, literally: bool) -> None:
        self._sent(text)
        self._send_on(text, literally=literally)

    def _sent(self, text: str) -> None:
        self._pasted = False
        self._remember(text)
        self.load_text("")  # which forgets what could be undone, too

    # Answers to questions

    def _may_leave(self, event: events.Key) -> bool:
        if event.key == "enter":
            self.post_message(self.LeaveConfirmed())
            return True
        return event.key == "escape"  # Esc does nothing more; any other key does its own work

    def _may_send(self, event: events.Key, *, literally: bool) -> bool:
        if event.key != "enter":
            return event.key == "escape"
        self._submit(self.text.rstrip("\n"), literally=literally)
        return True

    def _may_take_paste(self, pasted: str, event: events.Key) -> bool:
        if event.key == "enter":
            self.load_text("")
            self._take_paste(pasted)
            return True
        return event.key == "escape"

    def _ask_completion(self, *, back: bool, picking: bool = False) -> None:
        self.post_message(self.CompletionAsked(back=back, picking=picking))

    def _drop_choice(self) -> None:
        self.post_message(self.ChoiceDropped())

    def _ask_switch(self) -> None:
        self.post_message(self.SwitchAsked())

    # History

    def _recall_earlier(self) -> None:
        if self.mode is not None and self.mode.text is not None:
            if self.text != self.mode.text:
                return  # what is being edited stays
            self.drop_mode()
        elif self.mode is None and not self.text and self._before_recall():
            return
        self._recall(self._here.earlier(self.text))

    def _recall_later(self) -> None:
        if self.mode is None or self.mode.text is None:
            self._recall(self._here.later())

    def _drop_recalled(self) -> None:
        self.fill(self._here.back())

    def _recall(self, text: str | None) -> None:
        if text is not None:
            self.fill(text)


def _question(lines: int, messages: int) -> str:
    """The question whether to send so many lines, which go out as so many messages."""
    if messages > 1 and messages != lines > 1:
        question = _(
            "Send {lines} lines as {count} messages? Enter to send, any other key to keep editing."
        )
        return question.format(lines=lines, count=messages)
    if messages > 1:
        question = ngettext(
            "Send {count} message? Enter to send, any other key to keep editing.",
            "Send {count} messages? Enter to send, any other key to keep editing.",
            messages,
        )
        return question.format(count=messages)
    question = ngettext(
        "Send {count} line? Enter to send, any other key to keep editing.",
        "Send {count} lines as one message? Enter to send, any other key to keep editing.",
        lines,
    )
    return question.format(count=lines)


def _in_front(text: str, draft: str) -> str:
    return f"{text}\n{draft}" if text and draft else text or draft
