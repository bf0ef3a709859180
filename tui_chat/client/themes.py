"""The client's own looks: quiet, with one accent colour; one for dark rooms, one for bright."""

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
    panel="#2f3541",
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
    surface="#f0eee8",
    panel="#e4e1d9",
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
