"""The colours of a log under the current theme."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final

from rich.color import Color, ColorSystem
from rich.style import Style
from textual.widget import Widget

from tui_chat.client.themes import has_few_colours
from tui_chat.client.widgets.log.code_tokens import TokenKind
from tui_chat.client.widgets.log.markdown import Emphasis
from tui_chat.client.widgets.log.nick_colours import nick_colour

_NICKS_KEPT = 2_000
_READABLE: Final = 4.5
"""The least contrast of text (WCAG 2, 1.4.3)."""
_VISIBLE: Final = 3.0
"""The least contrast of a mark to what is around it (WCAG 2, 1.4.11)."""
_LINEAR: Final = 10
"""Parts of a colour up to this are as bright as they are great."""
_BLACK: Final = Color.from_rgb(0, 0, 0)
_WHITE: Final = Color.from_rgb(255, 255, 255)
_YELLOW: Final = Color.from_rgb(255, 255, 85)


@dataclass(frozen=True, slots=True)
class LogStyles:
    """The styles of a log under the current theme; all but `text` are laid over it."""

    text: Style
    dim: Style
    new: Style
    mention: Style
    error: Style
    own: Style
    """A reaction of the person."""
    link: Style
    selection: Style
    emphasis: Mapping[Emphasis, Style]
    code: Mapping[TokenKind, Style]
    """The parts of programs."""
    dark: bool
    sought: Style
    chosen: Style
    """The chosen line; a match of the search in it looks as in `found`."""
    found: Style
    nick_colours: bool = True
    few_colours: bool = False
    _nicks: dict[str, Style] = field(default_factory=dict, compare=False)

    def nick(self, nick: str) -> Style:
        """The style of somebody's name."""
        if not self.nick_colours:
            return self.text
        style = self._nicks.get(nick)
        if style is None:
            if len(self._nicks) > _NICKS_KEPT:
                self._nicks.clear()
            colour = nick_colour(nick, dark=self.dark, few=self.few_colours)
            style = self._nicks[nick] = self.text + Style(color=colour)
        return style

    def of_chosen(self) -> "LogStyles":
        """The styles of the chosen line."""
        chosen = replace(self, text=self.text + self.chosen, sought=self.found, _nicks={})
        if self.chosen.reverse:  # each other colour would be another background
            none = Style()
            chosen = replace(chosen, dim=none, new=none, mention=none, error=none, own=none)
            return replace(chosen, code=dict.fromkeys(TokenKind, none), nick_colours=False)
        return chosen


def emphasised(mark: Style, code: Style) -> Mapping[Emphasis, Style]:
    """How stressed words look; laid over the text."""
    return {
        Emphasis.CODE: Style(color=code.color, bgcolor=code.bgcolor),
        Emphasis.BOLD: Style(bold=True),
        Emphasis.ITALIC: Style(italic=True),
        Emphasis.STRIKE: Style(strike=True),
        Emphasis.MARK: mark,
    }


def styles_of(log: Widget, *, nick_colours: bool = True) -> LogStyles:
    """The styles of the component classes of a log."""

    def laid_over(part: str) -> Style:
        return Style(color=log.get_component_rich_style(part).color)

    # Where colours are not wanted, or those of the terminal are used, a background tells nothing.
    plain = log.app.no_color or log.app.native_ansi_color
    marked = Style(reverse=True) if log.app.no_color else None
    text, few = log.rich_style, has_few_colours(log.app.console)
    row = Style(bgcolor=log.get_component_rich_style("log--chosen").bgcolor)
    sought = log.get_component_rich_style("log--sought")
    return LogStyles(
        text=text,
        dim=laid_over("log--dim"),
        new=laid_over("log--new"),
        # Without colours the accent would be darker than the text.
        mention=Style(bold=True) if log.app.no_color else laid_over("log--mention"),
        error=laid_over("log--error"),
        own=laid_over("log--new") + Style(bold=True),
        link=Style(underline=True),
        selection=marked or log.screen.get_component_rich_style("screen--selection"),
        emphasis=emphasised(laid_over("log--dim"), log.get_component_rich_style("log--code")),
        code={
            TokenKind.COMMENT: laid_over("log--dim") + Style(italic=True),
            TokenKind.STRING: laid_over("log--string"),
            TokenKind.NUMBER: laid_over("log--number"),
            TokenKind.KEYWORD: laid_over("log--new") + Style(bold=True),
        },
        dark=log.app.current_theme.dark,
        nick_colours=nick_colours,
        few_colours=few,
        sought=Style(reverse=True) if plain else Style(bold=True, underline=True),
        chosen=Style(reverse=True) if plain else row,
        found=(
            Style(reverse=False, bold=True, underline=True)
            if plain
            else _standing_out(text, row, _YELLOW if few else sought.bgcolor, few=few)
        ),
    )


def _standing_out(text: Style, row: Style, wanted: Color | None, *, few: bool) -> Style:
    """A mark that is seen in the chosen row, if possible in the colour that is `wanted`.

    With `few` colours, those that the terminal makes of them are compared.
    """
    system = ColorSystem.STANDARD if few else ColorSystem.TRUECOLOR
    behind = row.bgcolor or _BLACK
    grounds = [each for each in (wanted, text.color, _WHITE, _BLACK) if each is not None]
    for ground, letters in product(grounds, (text.bgcolor or _BLACK, _BLACK, _WHITE)):
        seen, around, on_it = (each.downgrade(system) for each in (ground, behind, letters))
        if contrast(seen, around) >= _VISIBLE and contrast(on_it, seen) >= _READABLE:
            return Style(color=letters, bgcolor=ground, bold=True)
    return Style(color=behind, bgcolor=text.color, bold=True)


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        each / 255 / 12.92 if each <= _LINEAR else ((each / 255 + 0.055) / 1.055) ** 2.4
        for each in colour.get_truecolor()
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
