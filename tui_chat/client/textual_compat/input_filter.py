"""Input from the terminal, before Textual's parser sees it. Pure: times come from outside.

A terminal sends keys, pastes, and answers to questions of whoever ran in it before, in pieces of
any size. Textual's parser takes answers that it does not know for text, takes ESC within a paste
for a key and what follows it for keys, Enter among them, and waits for ever for the end of a paste.
"""

import re
from typing import Final

from tui_chat.client.textual_compat.key_sequence_rewriting import (
    ESC,
    PASTE_BEGIN,
    PASTE_END,
    alone,
    understood,
)

KEY_DELAY: Final = 0.1
"""Seconds after which an ESC, and what may begin a sequence or be Alt and a key, is a key."""
SILENCE: Final = 1.0
"""Seconds without input after which the end of a sequence or a paste is waited for no longer."""
TYPING_AFTER: Final = 5.0
"""Seconds after which a paste or an answer that comes one character at a time is typing."""
MOST_HELD: Final = 64
"""Characters of a sequence that are kept while its end is not there; longer ones are dropped."""

MOST_PASTED: Final = 1_000_000
"""Characters of a paste that are one; a longer one arrives as several."""

_STRING: Final = frozenset("]PX^_")
"""What begins, behind ESC, a string up to ST: OSC, DCS, SOS, PM, APC."""
_WHOLE: Final = re.compile(
    r"\x1b(?:\[M[^\x1b]{3}"  # a mouse report of old
    r"|\[\[[A-E]"  # F1 to F5 of the Linux console
    r"|\[\d+\$(?![ -/]*[a-z])"  # Shift and a key in rxvt
    r"|\[[0-?]*[ -/]*(?!\[\Z)[@-LN-~]|\[[0-?]+[ -/]*M"  # CSI
    r"|O[0-9;]*[@-~]"  # SS3
    r"|[^\[O\x1b\]PX^_])",
    re.DOTALL,
)
_UNFINISHED: Final = re.compile(r"\x1b(?:\[M[^\x1b]{0,2}|\[\[?|\[[0-?]*[ -/]*|O[0-9;]*)?")
_BROKEN: Final = re.compile(r"\x1b(?:\[\[?[0-?]*[ -/]*|O[0-9;]*)?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x9c]")
_NO_PARAMETER: Final = re.compile(r"[^ -?]")
_NO_KEY: Final = re.compile("[\x80-\x9f\ud800-\udfff]")
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class InputFilter:
    """Takes what the terminal sends in any pieces, and gives what Textual's parser is to see.

    Every sequence is given whole or not at all. Nothing is waited for longer than `SILENCE`, and
    nothing is kept that is longer than `MOST_HELD`: the text of a paste is given as it comes.
    """

    __slots__ = (
        "_abandoned",
        "_after_string",
        "_at",
        "_begun",
        "_dropping",
        "_held",
        "_pasted",
        "_pasting",
    )

    def __init__(self) -> None:
        self._held = ""
        self._pasting = False
        self._pasted = 0
        self._abandoned = False
        """Whether the last paste was ended by us: its rest may come yet."""
        self._dropping: re.Pattern[str] | None = None
        """What ends a string or a sequence that nobody wants."""
        self._after_string = False
        self._at = 0.0
        """When something came last."""
        self._begun = 0.0
        """When the paste or the string began."""

    def take(self, data: str, now: float) -> str:
        """Take input; gives the part that is complete, as Textual's parser may have it."""
        is_typing = len(data) == 1 and now - self._begun > TYPING_AFTER
        self._at = now
        before = self._give_up() if is_typing and (self._pasting or self._dropping) else ""
        if not (self._held or self._pasting or self._dropping) and ESC not in data:
            return before + _NO_KEY.sub("", data)
        if self._abandoned and not self._pasting and data.find(PASTE_END) >= 0:
            data = PASTE_BEGIN + data
        data, self._held = self._held + data, ""
        given = [before]
        while data:
            if self._pasting:
                text, data = self._paste(data)
            elif self._dropping is not None:
                text, data = self._drop(data, self._dropping)
            else:
                text, data = self._keys(data, now)
            given.append(text)
        return "".join(given)

    def tick(self, now: float) -> str:
        """Give the input that has waited long enough for its end."""
        silence = now - self._at
        if self._held and not self._pasting and _is_key(self._held) and silence >= KEY_DELAY:
            held, self._held = self._held, ""
            return alone(held)
        if silence < SILENCE or not (self._held or self._pasting or self._dropping):
            return ""
        return self._give_up()

    def _give_up(self) -> str:
        """Stop waiting for the end of a paste or sequence; gives the end that a paste needs."""
        self._dropping = None
        self._held = ""
        if not self._pasting:
            return ""
        self._pasting = False
        self._abandoned = True
        return PASTE_END

    def _keys(self, data: str, now: float) -> tuple[str, str]:
        """The text up to the first sequence and that sequence; and what is left."""
        before, escape, rest = data.partition(ESC)
        before = _NO_KEY.sub("", before)
        if not escape:
            return before, ""
        if before:
            self._after_string = False
        data = escape + rest
        if rest[:1] == ESC:
            return before + alone(ESC), rest
        if rest[:1] in _STRING and len(rest) > 1:
            self._dropping, self._begun = _CONTROL, now
            return before, rest[1:]
        if found := _WHOLE.match(data):
            return before + self._sequence(found[0], now), data[found.end() :]
        if rest in _STRING or _UNFINISHED.fullmatch(data):
            if len(data) <= MOST_HELD:
                self._held = data
            else:
                self._dropping, self._begun = _NO_PARAMETER, now
            return before, ""
        broken = _BROKEN.match(data)
        return before, data[broken.end() if broken else 1 :]

    def _sequence(self, whole: str, now: float) -> str:
        after_string, self._after_string = self._after_string, False
        if whole == "\x1b\\" and after_string:
            return ""
        if whole == PASTE_BEGIN:
            self._pasting, self._abandoned, self._begun = True, False, now
            self._pasted = 0
            return whole
        if whole == PASTE_END:
            return ""
        return understood(whole) if len(whole) <= MOST_HELD else ""

    def _drop(self, data: str, end: re.Pattern[str]) -> tuple[str, str]:
        """Leave out what comes up to the end; a control character is a key and ends it too."""
        found = end.search(data)
        if found is None:
            return "", ""
        self._dropping = None
        self._after_string = end is _CONTROL and found[0] == ESC
        is_part = found[0] in "\a\x9c" if end is _CONTROL else "@" <= found[0] <= "~"
        return "", data[found.end() if is_part else found.start() :]

    def _paste(self, data: str) -> tuple[str, str]:
        """The text of a paste, without what a terminal would obey; and what is left."""
        until = data.find(PASTE_BEGIN)
        # The last end there is: one that was pasted too must not let the rest in as keys.
        end = data.rfind(PASTE_END, 0, until if until >= 0 else len(data))
        if end < 0:
            data, self._held = _split(data)
            text = _NO_TEXT.sub("", data)
            self._pasted += len(text)
            if self._pasted > MOST_PASTED:
                self._pasted = 0
                text += PASTE_END + PASTE_BEGIN
            return text, ""
        self._pasting = False
        text = _NO_TEXT.sub("", data[:end].replace(PASTE_END, ""))
        return text + PASTE_END, data[end + len(PASTE_END) :]


def _is_key(held: str) -> bool:
    """Whether it is ESC, or Alt and a key, if nothing follows."""
    return held in {ESC, f"{ESC}[", f"{ESC}O"} or held[1:] in _STRING


def _split(data: str) -> tuple[str, str]:
    """The text, and what may be the beginning of its end."""
    for length in range(min(len(PASTE_END) - 1, len(data)), 0, -1):
        if PASTE_END.startswith(data[-length:]):
            return data[:-length], data[-length:]
    return data, ""
