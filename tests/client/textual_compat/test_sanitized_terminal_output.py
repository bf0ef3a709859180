"""What we rely on in Textual, to have one way out of the screen.

What leaves by it: tests/attacks/test_ways_out.py.
"""

import inspect

from textual import screen
from textual._compositor import Compositor
from textual.app import App

from tui_chat.client.textual_compat.sanitized_terminal_output import SafeApp


def test_textual_makes_the_compositor_of_a_screen_by_this_name() -> None:
    assert "self._compositor = Compositor()" in inspect.getsource(screen.Screen.__init__), (
        "SafeApp puts its compositor in the place of textual.screen.Compositor"
    )


def test_textual_paints_what_this_method_gives() -> None:
    source = inspect.getsource(Compositor)
    assert source.count("._get_renders(") == 1, "SafeCompositor makes what it gives safe"
    assert "._get_renders(" in inspect.getsource(Compositor._render_chops)


def test_textual_tells_a_failure_in_this_way() -> None:
    source = inspect.getsource(App._fatal_error)
    assert "_exit_renderables.append" in source
    assert "_close_messages_no_wait()" in source, "SafeApp does the same, but says less"


def test_textual_notifies_with_these_parameters() -> None:
    ours, theirs = (inspect.signature(app.notify).parameters for app in (SafeApp, App))
    assert list(ours) == list(theirs)
