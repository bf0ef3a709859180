"""What the environment says about the terminal, without asking it."""

from collections.abc import Iterator, Mapping
from typing import Final

from tui_chat.client.doctor.finding import Finding, bad, good, known
from tui_chat.client.kitty_graphics import has_placeholders
from tui_chat.client.language.i18n import _

_SMALLEST: Final = (40, 12)


def check_terminal_environment(
    environment: Mapping[str, str], size: tuple[int, int] | None, encoding: str
) -> Iterator[Finding]:
    """The findings; `size` is columns and rows, None without a terminal."""
    term = environment.get("TERM", "")
    if size is None:
        yield known(_("Terminal"), _("not a terminal; run this where you chat"))
    elif term in {"", "dumb"}:
        yield bad(_("Terminal"), _("TERM is {term}: plain lines only").format(term=term or '""'))
    else:
        yield good(_("Terminal"), term)
    if encoding.lower().replace("-", "") == "utf8":
        yield good(_("Text"), "UTF-8")
    else:
        advice = _("Set LANG to a locale that ends in .UTF-8.")
        yield bad(_("Text"), _("{encoding}, not UTF-8").format(encoding=encoding), advice)
    if size is None:
        return
    yield _colours(environment, term)
    yield _pictures(environment)
    yield _size(size)
    yield from _between(environment)


def _colours(environment: Mapping[str, str], term: str) -> Finding:
    if "NO_COLOR" in environment:
        return known(_("Colours"), _("none, since NO_COLOR is set"))
    told = environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"}
    if told or "direct" in term or has_placeholders(environment):
        return good(_("Colours"), _("16 million"))
    if "256color" in term:
        advice = _("If it supports more, set COLORTERM=truecolor.")
        return good(_("Colours"), "256", advice)
    return known(_("Colours"), "16")


def _pictures(environment: Mapping[str, str]) -> Finding:
    if has_placeholders(environment) and "NO_COLOR" not in environment:
        return good(_("Pictures"), _("the terminal draws them"))
    return known(_("Pictures"), _("as coloured blocks; kitty and Ghostty draw them"))


def _size(size: tuple[int, int]) -> Finding:
    text = _("{columns} columns, {rows} rows").format(columns=size[0], rows=size[1])
    if size[0] < _SMALLEST[0] or size[1] < _SMALLEST[1]:
        advice = _("It works best with at least {columns} columns and {rows} rows.")
        return bad(_("Size"), text, advice.format(columns=_SMALLEST[0], rows=_SMALLEST[1]))
    return good(_("Size"), text)


def _between(environment: Mapping[str, str]) -> Iterator[Finding]:
    """The programs between us and the terminal, such as tmux or ssh."""
    if "TMUX" in environment:
        advice = _(
            "For the clipboard and focus: set -s set-clipboard on; set -g focus-events on; "
            "for notifications: set -g allow-passthrough on."
        )
        yield known("tmux", _("tui-chat shows joined emoji in a simple form, as tmux does"), advice)
    elif environment.get("TERM", "").startswith("screen") or "STY" in environment:
        yield known("screen", _("neither the clipboard nor notifications pass through it"))
    if "SSH_CONNECTION" in environment:
        yield known("ssh", _("the terminal's answers depend on the computer in front of you"))
