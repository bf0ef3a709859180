"""The stack of screens: other ways into it than pushing, and what is kept of closed ones."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from textual._styles_cache import StylesCache
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType

Result = TypeVar("Result")


class ClosableScreen(Screen[ScreenResultType]):
    """A screen that closes itself at most once, and nothing else.

    Textual closes whatever is on top: keys typed faster than they are handled close a screen
    twice, and so the chat under it, or close the screen that opened above it.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close this screen with a result. Nothing is done if it is closed already."""
        if not _is_open(self, self.app):
            return AwaitComplete()
        if self._result_callbacks:
            self._result_callbacks[-1](result)
        return close_screen(self.app, self)


def close_screen(app: App[Any], screen: Screen[Any]) -> AwaitComplete:
    """Close a screen without a result, wherever it is in the stack.

    Nothing is done if it is closed already, or the last one.
    """
    if not _is_open(screen, app):
        return AwaitComplete()
    if app.screen is screen:
        return app.pop_screen()
    app._screen_stack.remove(screen)  # noqa: SLF001 - `screen_stack` is a copy
    screen._pop_result_callback()  # noqa: SLF001 - as `pop_screen` does
    removing = app._replace_screen(screen)  # noqa: SLF001 - as `pop_screen` does
    return AwaitComplete(removing).call_next(app)


def _is_open(screen: Screen[Any], app: App[Any]) -> bool:
    stack = app.screen_stack
    return len(stack) > 1 and screen in stack


def expect_result(
    screen: Screen[Result], app: App[Any], on_result: Callable[[Result | None], None]
) -> None:
    """Call `on_result` with the result of the default screen, as if it had been pushed.

    Pushing it would take two frames more.
    """
    screen._push_result_callback(app, on_result)  # noqa: SLF001 - `push_screen` calls it alike


def put_below_top(app: App[Any], screen: Screen[Any]) -> None:
    """Put a screen under the one on top. Nothing is done if the stack has it already."""
    if screen not in app.screen_stack:
        app._screen_stack.insert(-1, screen)  # noqa: SLF001 - `screen_stack` is a copy
        app._register(app, screen)  # noqa: SLF001 - as `push_screen` does


def acting_for(app: App[Any]) -> AbstractContextManager[None]:
    """Code in this context may use the timers and messages of `app`.

    Textual finds the active application by a context variable. Code that runs in an older context
    does not have it, and a timer that is set there never goes off.
    """
    return app._context()  # noqa: SLF001 - Textual enters it for its own messages only


def forget_closed_screens() -> None:
    """Let go of how widgets that are gone were painted.

    Textual (8.2) has a cache of 1,024 widgets' paintings by the class, some 30 kB each: whoever
    goes through the switcher all day would have all of them.
    """
    StylesCache.get_inner_outer.cache_clear()
