"""Checks of the terminal, by its answers and by the cursor positions that it reports."""

import contextlib
import os
import re
import select
import time
from collections.abc import Callable, Iterator
from typing import Final

from tui_chat.client.doctor.finding import Finding, bad, good, known
from tui_chat.client.language.i18n import _

Ask = Callable[[str, str], str]
"""`ask(question, end)` gives the terminal's answer up to a match of the pattern `end`, or ""."""

_PATIENCE: Final = 1.0
_ATTRIBUTES: Final = r"\x1b\[\?[\d;]*c"
"""The answer to DA1, which every terminal gives: answers to earlier questions come before it."""
_CURSOR: Final = r"\x1b\[\d+;(\d+)R"
_WIDTHS: Final = (
    ("\u00e9", 1),
    ("\u4f60", 2),
    ("\U0001f600", 2),
    ("\u2764\ufe0f", 2),
    ("\U0001f44d\U0001f3fd", 2),
    ("\U0001f1e7\U0001f1f7", 2),
    ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 2),
)
"""Texts and the columns that they should take: the later ones are where terminals differ."""
_CLIPBOARD: Final = "52"
"""The attribute by which terminals say that OSC 52 works."""


@contextlib.contextmanager
def asking(terminal: int) -> Iterator[Ask]:
    """A way to ask the terminal behind a file descriptor; it is as it was afterwards.

    Raises OSError where there is no terminal, or no way to ask one.
    """
    try:
        import termios  # noqa: PLC0415 - Windows has neither
        import tty  # noqa: PLC0415
    except ImportError as error:
        raise OSError(str(error)) from error
    try:
        before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal)
    except termios.error as error:
        raise OSError(*error.args) from error
    try:
        yield lambda question, end: _ask(terminal, question, end)
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)


def _ask(terminal: int, question: str, end: str) -> str:
    os.write(terminal, question.encode())
    answer = ""
    deadline = time.monotonic() + _PATIENCE
    while (left := deadline - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            answer += os.read(terminal, 1024).decode(errors="replace")
            if re.search(end, answer):
                return answer
    return ""


def examine(ask: Ask) -> Iterator[Finding]:
    """What the terminal says of itself, and where it leaves its cursor."""
    answer = ask("\x1b[>q\x1b[?u\x1b[?2026$p\x1b]99;i=1:p=?;\x1b\\\x1b[c", _ATTRIBUTES)
    if not answer:
        yield known(_("Answers"), _("the terminal does not say what it can do"))
        return
    if name := re.search(r"\x1bP>\|([^\x1b]*)\x1b\\", answer):
        yield good(_("Program"), name[1])
    yield _keyboard(answer)
    yield _clipboard(answer)
    yield _notifications(answer)
    if re.search(r"\x1b\[\?2026;[12]\$y", answer):
        yield good(_("Screen updates"), _("without flicker"))
    yield _widths(ask)


def _keyboard(answer: str) -> Finding:
    if re.search(r"\x1b\[\?\d+u", answer):
        return good(_("Keys"), _("every combination arrives, Shift+Enter too"))
    return known(
        _("Keys"),
        _("the usual ones arrive; Shift+Enter does not"),
        _("Ctrl+J starts a new line, and every Alt key has an alternative."),
    )


def _clipboard(answer: str) -> Finding:
    attributes = re.search(_ATTRIBUTES, answer)
    if attributes and _CLIPBOARD in attributes[0].strip("\x1b[?c").split(";"):
        return good(_("Clipboard"), _("text copied here can be pasted in other programs"))
    return known(
        _("Clipboard"),
        _("the terminal does not say whether it accepts copied text"),
        _("Look for OSC 52 in its settings; with Shift the terminal itself selects."),
    )


def _notifications(answer: str) -> Finding:
    if re.search(r"\x1b\]99;[^\x1b\x07]*p=\?", answer):
        return good(_("Notifications"), _("the terminal shows them"))
    return known(
        _("Notifications"),
        _("the terminal does not say whether it shows them"),
        _('Use a program instead: notifications.command = ["notify-send"].'),
    )


def _widths(ask: Ask) -> Finding:
    wrong: list[str] = []
    for text, columns in _WIDTHS:
        answer = re.search(_CURSOR, ask(f"\r{text}\x1b[6n", _CURSOR))
        if answer and int(answer[1]) - 1 != columns:
            wrong.append(text)
    ask("\r\x1b[K\x1b[6n", _CURSOR)
    if not wrong:
        return good(_("Widths"), _("accents, CJK and emoji have the right width"))
    return bad(
        _("Widths"),
        _("drawn incorrectly: {texts}").format(texts="  ".join(wrong)),
        _("Lines with them may look shifted; a newer terminal helps."),
    )
