"""The colours of a log under the current theme."""

from dataclasses import dataclass, field

from rich.style import Style
from textual.widget import Widget

from tui_chat.client.widgets.nick_colours import nick_colour

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
    dark: bool
    _nicks: dict[str, Style] = field(default_factory=dict, compare=False)

    def nick(self, nick: str) -> Style:
        """The style of somebody's name."""
        style = self._nicks.get(nick)
        if style is None:
            if len(self._nicks) > _NICKS_KEPT:
                self._nicks.clear()
            colour = nick_colour(nick, dark=self.dark)
            style = self._nicks[nick] = self.text + Style(color=colour)
        return style


def styles_of(log: Widget) -> LogStyles:
    """The styles of the component classes of a log."""

    def laid_over(part: str) -> Style:
        return Style(color=log.get_component_rich_style(part).color)

    return LogStyles(
        text=log.rich_style,
        dim=laid_over("log--dim"),
        new=laid_over("log--new"),
        mention=laid_over("log--mention"),
        error=laid_over("log--error"),
        link=Style(underline=True),
        selection=log.screen.get_component_rich_style("screen--selection"),
        dark=log.app.current_theme.dark,
    )
