"""The colours of a log under the current theme."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.style import Style
from textual.widget import Widget

from tui_chat.client.themes import has_few_colours
from tui_chat.client.widgets.log.markdown import Emphasis
from tui_chat.client.widgets.log.nick_colours import nick_colour

_NICKS_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class LogStyles:
    """The styles of a log under the current theme; all but `text` are laid over it."""

    text: Style
    dim: Style
    new: Style
    mention: Style
    error: Style
    link: Style
    selection: Style
    emphasis: Mapping[Emphasis, Style]
    dark: bool
    sought: Style
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

    # Where colours are not wanted, a background tells nothing.
    marked = Style(reverse=True) if log.app.no_color else None
    return LogStyles(
        text=log.rich_style,
        dim=laid_over("log--dim"),
        new=laid_over("log--new"),
        mention=laid_over("log--mention"),
        error=laid_over("log--error"),
        link=Style(underline=True),
        selection=marked or log.screen.get_component_rich_style("screen--selection"),
        emphasis=emphasised(laid_over("log--dim"), log.get_component_rich_style("log--code")),
        dark=log.app.current_theme.dark,
        nick_colours=nick_colours,
        few_colours=has_few_colours(log.app.console),
        sought=marked or log.get_component_rich_style("log--sought"),
    )
