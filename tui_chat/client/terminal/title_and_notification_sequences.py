"""Escape sequences for the title of the window and for notifications. Pure text."""

import html
import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from tui_chat.wire.text.sanitize import sanitize

BELL: Final = "\a"
KEEP_TITLE: Final = "\x1b[22;2t"
"""Save the current title."""
GIVE_TITLE_BACK: Final = "\x1b[23;2t"
_MOST: Final = 200
_READS_MARKUP: Final = frozenset({"notify-send", "dunstify"})
_TMUX_BEGIN: Final = "\x1bPtmux;"
_END: Final = "\x1b\\"


def title(text: str) -> str:
    """The sequence that sets the title of the window."""
    return f"\x1b]2;{_safe(text)}\a"


def notification(heading: str, text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The sequence by which this terminal shows a notification."""
    heading, text = _safe(heading), _safe(text)
    match _family(environment):
        case "99":
            said = f"\x1b]99;i=1:d=0;{heading}{_END}\x1b]99;i=1:d=1:p=body;{text}{_END}"
        case "777":
            # A semicolon would end the heading.
            said = f"\x1b]777;notify;{heading.replace(';', ',')};{text}{_END}"
        case _:
            said = f"\x1b]9;{_no_order(f'{heading}: {text}')}{_END}"
    if "TMUX" in environment:
        return f"{_TMUX_BEGIN}{said.replace(chr(27), chr(27) * 2)}{_END}"
    return said


def _family(environment: Mapping[str, str]) -> str:
    term = environment.get("TERM", "")
    program = environment.get("TERM_PROGRAM", "")
    if "kitty" in term or "KITTY_WINDOW_ID" in environment:
        return "99"
    if term.startswith(("foot", "rxvt")) or "VTE_VERSION" in environment or program == "ghostty":
        return "777"
    return "9"


def argument(text: str) -> str:
    """A text as one argument of a program: not an option, and not too long.

    A space in front is all that no program takes for the beginning of an option.
    """
    safe = _safe(text)
    return f" {safe}" if safe.startswith("-") else safe


def body(program: str, text: str) -> str:
    """A text as the last argument of a program that shows notifications.

    What notify-send is given is read as markup, with links and pictures, once the escapes of C in
    it are replaced. Other programs get it as it is.
    """
    safe = argument(text)
    if PurePath(program).name not in _READS_MARKUP:
        return safe
    return html.escape(safe, quote=False).replace("\\", "\\\\")


def _no_order(text: str) -> str:
    """A text that ConEmu shows, and does not take for one of its numbered commands.

    One of them runs a program: `OSC 9 ; 7 ; program`.
    """
    return f" {text}" if text[:1].isdigit() else text


def _safe(text: str) -> str:
    return " ".join(sanitize(text).split())[:_MOST]
