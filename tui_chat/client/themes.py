"""The client's own looks: quiet, with one accent colour; one for dark rooms, one for bright."""

from typing import Final

from rich.console import Console
from textual.theme import Theme

# Grounds are almost grey: of less grey ones, 256 colours make black, green and yellow.
QUIET: Final = Theme(
    name="quiet",
    primary="#7aa2d6",
    secondary="#7aa2d6",
    accent="#7fb4ea",
    foreground="#cfd3da",
    background="#15171c",
    surface="#23272e",
    panel="#343942",
    success="#8fc98a",
    warning="#e5b567",
    error="#ee7f7f",
    dark=True,
    variables={
        "text-accent": "#7fb4ea",
        "text-muted": "#8f97a6",
        "text-error": "#ee7f7f",
        "input-cursor-background": "#cfd3da",
        "input-cursor-foreground": "#15171c",
        "input-selection-background": "#3a4a63",
        "screen-selection-background": "#3a4a63",
        "screen-selection-foreground": "#e6e9ee",
        "scrollbar": "#4a5160",
        "scrollbar-hover": "#6b7486",
        "scrollbar-active": "#7fb4ea",
    },
)
"""The default."""

PAPER: Final = Theme(
    name="paper",
    primary="#2b5d9c",
    secondary="#2b5d9c",
    accent="#1f5fae",
    foreground="#24262b",
    background="#fbfaf7",
    surface="#efeeea",
    panel="#e2e0da",
    success="#2e6b2a",
    warning="#7a5200",
    error="#a92c2c",
    dark=False,
    variables={
        "text-accent": "#1f5fae",
        "text-muted": "#63666e",
        "text-error": "#a92c2c",
        "input-cursor-background": "#24262b",
        "input-cursor-foreground": "#fbfaf7",
        "input-selection-background": "#c3d6ee",
        "screen-selection-background": "#c3d6ee",
        "screen-selection-foreground": "#17191d",
        "scrollbar": "#b9b5aa",
        "scrollbar-hover": "#8f8b80",
        "scrollbar-active": "#1f5fae",
    },
)
"""Ink on paper."""

OURS: Final = (QUIET, PAPER)
"""The looks of our own."""

# Sixteen colours have nothing between them: a shade would become the text's own colour.
_QUIET_IN_SIXTEEN: Final = Theme(
    name=QUIET.name,
    primary="#55ffff",
    secondary="#55ffff",
    accent="#55ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#555555",
    success="#55ff55",
    warning="#ffff55",
    error="#ff5555",
    dark=True,
    variables={
        "text-accent": "#55ffff",
        "text-muted": "#aaaaaa",
        "text-error": "#ff5555",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#0000aa",
        "screen-selection-background": "#0000aa",
        "screen-selection-foreground": "#ffffff",
        "scrollbar": "#555555",
        "scrollbar-hover": "#aaaaaa",
        "scrollbar-active": "#55ffff",
    },
)
_PAPER_IN_SIXTEEN: Final = Theme(
    name=PAPER.name,
    primary="#0000aa",
    secondary="#0000aa",
    accent="#0000aa",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#aaaaaa",
    success="#00aa00",
    warning="#aa5500",
    error="#aa0000",
    dark=False,
    variables={
        "text-accent": "#0000aa",
        "text-muted": "#555555",
        "text-error": "#aa0000",
        "input-cursor-background": "#000000",
        "input-cursor-foreground": "#ffffff",
        "input-selection-background": "#55ffff",
        "screen-selection-background": "#55ffff",
        "screen-selection-foreground": "#000000",
        "scrollbar": "#aaaaaa",
        "scrollbar-hover": "#555555",
        "scrollbar-active": "#0000aa",
    },
)


def has_few_colours(console: Console) -> bool:
    """Whether the terminal has only the sixteen colours that all have."""
    return console.color_system in {"standard", "windows"}


def looks(console: Console) -> tuple[Theme, ...]:
    """Our looks, in the colours that the terminal has."""
    return (_QUIET_IN_SIXTEEN, _PAPER_IN_SIXTEEN) if has_few_colours(console) else OURS
