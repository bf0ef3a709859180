"""The log of a single node: a direct call."""

from collections.abc import Callable

from tui_chat.server.core.events import Event


class LocalBackplane:
    """Applies an event while it is submitted. Costs nothing: `submit` is `apply`."""

    def __init__(self, apply: Callable[[Event], None]) -> None:
        self.submit = apply
