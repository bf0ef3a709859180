"""Key bindings of one widget or screen, in the place of those of its class."""

from collections.abc import Iterable

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode


def bind_only(node: DOMNode, bindings: Iterable[Binding]) -> None:
    """Bind these keys and no others; to be called while `node` is made."""
    node._bindings = BindingsMap([*bindings])  # noqa: SLF001 - only the application has `bind`
