"""Where people write: one line that grows to eight, with the keys of readline."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final, Protocol

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.document._document import Location
from textual.message import Message
from textual.widgets import TextArea

from tui_chat.client.commands.table import is_leaving_word
from tui_chat.client.i18n import _
from tui_chat.client.widgets.input_history import InputHistory
from tui_chat.client.widgets.keys_in_order import do_bound

_NEWLINE: Final = frozenset(
    # The last is how xterm's modifyOtherKeys arrives.
    {"ctrl+j", "shift+enter", "alt+enter", "ctrl+enter", "shift+\r"}
)


class Submit(Protocol):
    """Takes what is sent. A call, not a message: it must be done before the next key is."""

    def __call__(self, text: str, *, literally: bool) -> None:
        """Take `text`; `literally` if it is neither a command nor a word for leaving."""


class Composer(TextArea):
    """The input of the place that is shown. Each place has its own draft and history.

    Enter sends to `submit`. A line that is only a word like "exit" is asked about first: Enter
    again leaves, any other key sends it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+u", "kill_to_start", show=False),
        Binding("ctrl+k", "kill_to_end", show=False),
        Binding("ctrl+w,ctrl+backspace,alt+backspace", "kill_word_left", show=False),
        Binding("alt+d,alt+delete", "kill_word_right", show=False),
        Binding("ctrl+y", "yank", show=False),
        Binding("ctrl+t", "transpose", show=False),
        Binding("alt+b", "cursor_word_left", show=False),
        Binding("alt+f", "cursor_word_right", show=False),
        Binding("ctrl+underscore,ctrl+z", "undo", show=False),
        Binding("alt+underscore", "redo", show=False),
    ]

    class LeaveAsked(Message):
        """A word for leaving stands alone: tell the person what Enter does now; or no more."""

        def __init__(self, *, asking: bool) -> None:
            super().__init__()
            self.asking = asking

    class LeaveConfirmed(Message):
        """The person wants to leave."""

    class CompletionAsked(Message):
        """Tab: complete the word at the cursor; `back` for Shift+Tab, the other way round."""

        def __init__(self, *, back: bool) -> None:
            super().__init__()
            self.back = back

    def __init__(
        self,
        submit: Submit,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(
            id=id, compact=True, soft_wrap=True, highlight_cursor_line=False, tab_behavior="focus"
        )
        self.cursor_blink = False
        self._send_on = submit
        self._histories: dict[object, InputHistory] = {}
        self._here = self._histories[None] = InputHistory()
        self._killed = ""
        self._asking = False
        self._actions: dict[str, Callable[[], None]] = {
            **dict.fromkeys(_NEWLINE, self._insert_newline),
            "enter": self._send,
            "tab": partial(self._ask_completion, back=False),
            "shift+tab": partial(self._ask_completion, back=True),
            "up": self._recall_earlier,
            "down": self._recall_later,
        }

    # Places

    def go_to(self, place: object, name: str) -> None:
        """Write in `place` from now on; the draft stays behind, the one of that place comes."""
        self._stop_asking()
        self._here.draft = self.text
        self._here = self._histories.setdefault(place, InputHistory())
        self.load_text(self._here.draft)
        self.move_cursor(self.document.end)
        self.placeholder = Content(_("Message {name}").format(name=name) if name else "")

    def forget(self, place: object) -> None:
        """The place was closed."""
        self._histories.pop(place, None)

    def clear_input(self) -> None:
        """Empty the input; what stood there can still be called back with Up."""
        self._here.add(self.text)
        self.load_text("")

    def complete(self, text: str, cursor: int) -> None:
        """Put this text in the place of what stands there, the cursor at that character."""
        self.replace(text, (0, 0), self.document.end)
        before = text[:cursor].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))

    @property
    def cursor(self) -> int:
        """The cursor, as characters of `text` before it."""
        return len(self.get_text_range((0, 0), self.cursor_location))

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        if self._asking and self._answer(event):
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
        if key == "up" and not self.navigator.is_first_wrapped_line(self.cursor_location):
            return None
        if key == "down" and not self.navigator.is_last_wrapped_line(self.cursor_location):
            return None
        return self._actions.get(key)

    def _insert_newline(self) -> None:
        self._replace_via_keyboard("\n", *self.selection)

    def _send(self) -> None:
        text = self.text
        if not text.strip():
            return
        if is_leaving_word(text):
            self._asking = True
            self.post_message(self.LeaveAsked(asking=True))
            return
        self._submit(text, literally=False)

    def _submit(self, text: str, *, literally: bool) -> None:
        self._here.add(text)
        self.load_text("")  # which forgets what could be undone, too
        self._send_on(text, literally=literally)

    def _answer(self, event: events.Key) -> bool:
        """Take the key after a word for leaving; whether that was all there is to do with it."""
        self._stop_asking()
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.LeaveConfirmed())
            return True
        self._submit(self.text, literally=True)
        return False

    def _stop_asking(self) -> None:
        if self._asking:
            self._asking = False
            self.post_message(self.LeaveAsked(asking=False))

    def _ask_completion(self, *, back: bool) -> None:
        self.post_message(self.CompletionAsked(back=back))

    # History

    def _recall_earlier(self) -> None:
        self._recall(self._here.earlier(self.text))

    def _recall_later(self) -> None:
        self._recall(self._here.later())

    def _recall(self, text: str | None) -> None:
        if text is not None:
            self.load_text(text)
            self.move_cursor(self.document.end)

    # Readline

    def _kill(self, to: Location) -> None:
        start, end = sorted((self.cursor_location, to))
        if start != end:
            self._killed = self.get_text_range(start, end)
            self.delete(start, end)

    def action_kill_to_start(self) -> None:
        """Cut from the start of the line to the cursor."""
        self._kill(self.get_cursor_line_start_location())

    def action_kill_to_end(self) -> None:
        """Cut from the cursor to the end of the line."""
        self._kill(self.get_cursor_line_end_location())

    def action_kill_word_left(self) -> None:
        """Cut back to the last space."""
        row, column = self.cursor_location
        before = self.document[row][:column].rstrip()
        if not before and row:
            self._kill((row - 1, len(self.document[row - 1])))
            return
        self._kill((row, before.rfind(" ") + 1))

    def action_kill_word_right(self) -> None:
        """Cut to the end of the word."""
        self._kill(self.get_cursor_word_right_location())

    def action_yank(self) -> None:
        """Put back what was cut last."""
        self.insert(self._killed)

    def action_transpose(self) -> None:
        """Swap the two characters around the cursor, or the last two at the end of a line."""
        row, column = self.cursor_location
        line = self.document[row]
        column = min(column, len(line) - 1)
        if column >= 1:
            swapped = line[column] + line[column - 1]
            self.replace(swapped, (row, column - 1), (row, column + 1))
            self.move_cursor((row, column + 1))
