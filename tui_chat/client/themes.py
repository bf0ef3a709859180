"""The client's own look: quiet, with one accent colour."""

from typing import Final

from textual.theme import Theme

QUIET: Final = Theme(
    name="quiet",
    primary="#7aa2d6",
    secondary="#7aa2d6",
    accent="#7fb4ea",
    foreground="#cfd3da",
    background="#15171c",
    surface="#22262e",
    panel="#2b303a",
    success="#8fc98a",
    warning="#e5b567",
    error="#ee7f7f",
    dark=True,
    variables={
        "text-accent": "#7fb4ea",
        "text-muted": "#7d8594",
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
