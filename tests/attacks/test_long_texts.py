"""The time to process a text from a server or a member is at most proportional to its length."""

import time
from collections.abc import Callable

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.messages.mentions import calls
from tui_chat.client.session.nicknames.nick_proposals import propose
from tui_chat.client.widgets.log.code_and_quote_row_splitting import programs, rows_of
from tui_chat.client.widgets.log.code_tokens import tokens
from tui_chat.client.widgets.log.markdown import emphasised_texts
from tui_chat.client.widgets.log.url_detection import find_links
from tui_chat.client.widgets.log.wrapping import wrap
from tui_chat.wire.isupport import read_tokens
from tui_chat.wire.masks import complete_mask, matches
from tui_chat.wire.text.formatting import parse_formatting
from tui_chat.wire.text.sanitize import sanitize, sanitize_formatted

TIMES = 8
SHORT = 600
"""Characters, about; and TIMES as many."""

HOSTILE = [
    "http://x/" + ")" * 50,
    "http://x/((((((" + "]" * 30 + ".,.,",
    "x" + ")" * 40,
    "`a`*b*",
    "`*a`*",
    "``a`",
    "**a_b~~",
    "_a",
    "[+n] ",
    "closing link: (((",
    "closing link:(a)",
    "\u200b\x02a",
    "\x0304a\u200b",
    "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "\U0001f3f4\U000e0067\U000e0062",
    "\\x1B",
    "```\n",
    "\n> ",
    "\\'/*",
    "一）",
    "é ",
    "1",
    "1a",
    "ana-",
    "*a?",
    "\t ",
]


def clean(text: str) -> str:
    return text.replace("\n", " ")


def closed(text: str) -> None:
    talk = Talk()
    talk.connects()
    talk.hears(f"ERROR :{clean(text)}")


def listed(text: str) -> None:
    talk = Talk()
    talk.session.ask_list("")
    talk.hears(f":irc 322 ana #tea 3 :{clean(text)}")


def masked(text: str) -> None:
    matches(complete_mask(text[:200]), f"{text}!a@h")


def fitted(text: str) -> None:
    matches("*a*b*!*@*", f"{text}!a@h")


DOINGS: list[Callable[[str], object]] = [
    closed,
    listed,
    masked,
    fitted,
    sanitize,
    sanitize_formatted,
    parse_formatting,
    lambda text: list(find_links(text)),
    lambda text: list(emphasised_texts(text)),
    lambda text: calls(text, "ana", ["a", "1"]),
    lambda text: propose(text[:500], taken=True),
    lambda text: propose(text, taken=False),
    lambda text: rows_of(text, 20),
    lambda text: programs(f"```py\n{text}\n```"),
    lambda text: list(tokens(text, "python")),
    lambda text: list(tokens(text, "js")),
    lambda text: list(tokens(text, "sql")),
    lambda text: wrap(text, 20),
    lambda text: read_tokens([f"A={text}"], {}),
]


def spent(doing: Callable[[str], object], text: str) -> float:
    """Processor time of this thread: others on the machine do not count."""
    begun = time.thread_time()
    doing(text)
    return time.thread_time() - begun


@pytest.mark.parametrize("doing", DOINGS)
def test_what_is_long_takes_as_much_longer_as_it_is_longer(doing: Callable[[str], object]) -> None:
    slow: list[str] = []
    for piece in HOSTILE:
        short = piece * (SHORT // len(piece))
        long = short * TIMES
        doing(short)  # what is worked out once is worked out now
        least = max(min(spent(doing, short) for _ in range(3)), 50e-6)
        if min(spent(doing, long) for _ in range(3)) > 3 * TIMES * least:
            slow.append(piece)
    assert slow == []
