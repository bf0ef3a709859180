"""The one way out of the full screen: nothing that is painted or handed on steers the terminal."""

import traceback
from collections.abc import Iterable
from typing import Final, TypeVar

from rich.segment import Segment
from rich.text import Text
from textual import screen as screens
from textual._compositor import Compositor
from textual.app import App
from textual.geometry import Region
from textual.notifications import SeverityLevel
from textual.strip import Strip

from tui_chat.client.kitty_graphics import are_placeholders
from tui_chat.wire.text.sanitize import sanitize

Result = TypeVar("Result")

PICTURE: Final = "picture"
"""In the meta data of a style: its text are cells of a picture of ours, and no text of anybody."""


class SafeCompositor(Compositor):
    """Puts together what the widgets of a screen paint, whatever text they were given."""

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        for region, clip, strips in super()._get_renders(crop):
            yield region, clip, [safe_strip(strip) for strip in strips]


def safe_strip(strip: Strip) -> Strip:
    """The same cells without anything that steers a terminal; mostly the same strip."""
    if all(map(_is_safe, strip)):
        return strip
    safe = Strip(_safe_segment(segment) for segment in strip)
    return safe.adjust_cell_length(strip.cell_length)


def _is_safe(segment: Segment) -> bool:
    text, style = segment.text, segment.style
    if not (text.isprintable() and text.isascii()) and sanitize(text) != text:
        return style is not None and style.meta.get(PICTURE) is True and are_placeholders(text)
    return style is None or not style.link or sanitize(style.link) == style.link


def _safe_segment(segment: Segment) -> Segment:
    style = segment.style
    if style is not None and style.link:
        style = style.update_link(None)
    return Segment(sanitize(segment.text), style)


class SafeApp(App[Result]):
    """An application that shows and hands on nothing that steers the terminal."""

    def __init__(self) -> None:
        screens.Compositor = SafeCompositor  # type: ignore[attr-defined]
        super().__init__()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message for a while: as text, not as markup."""
        safe = sanitize(message, keep_newlines=True)
        super().notify(
            safe, title=sanitize(title), severity=severity, timeout=timeout, markup=markup
        )

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text to the terminal's clipboard, sanitized: it is pasted into other programs."""
        super().copy_to_clipboard(sanitize(text, keep_newlines=True))

    def failed(self) -> None:
        """We are about to end after a mistake of ours."""

    def _fatal_error(self) -> None:
        self.failed()
        # Textual's own would show the variables of every function: what others sent as it is, and
        # passwords.
        self.bell()
        told = sanitize(traceback.format_exc(), keep_newlines=True)
        self._exit_renderables.append(Text(told))
        self._close_messages_no_wait()
