"""How Textual is imported: in portions, and without the modules whose widgets we never show.

Those take a tenth of the time until the first frame.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

LIBRARY: Final = (
    "rich.style",
    "rich.text",
    "rich.console",
    "textual",
    "textual.dom",
    "textual.widget",
    "textual.screen",
    "textual.app",
)
"""The modules that any screen needs, in portions between which a server is answered."""
TEXT_AREA: Final = "textual.widgets._text_area"
"""The module behind `textual.widgets.TextArea`, which Textual imports when it is first used."""
_UNUSED: Final = (
    "textual.command",  # its palette, with a dozen widgets: ENABLE_COMMAND_PALETTE is off
    "rich.table",  # for the colours that it shows to developers
)


class _Names(ModuleType):
    """Has a class of any name that is asked for, with nothing in it."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


@contextmanager
def leaving_out() -> Iterator[None]:
    """A context in which imports of unused modules give modules of empty classes.

    Imports after it give the true modules.
    """
    names = {module: _Names(module) for module in _UNUSED if module not in sys.modules}
    sys.modules.update(names)
    try:
        yield
    finally:
        for module, name in names.items():
            if sys.modules.get(module) is name:
                del sys.modules[module]
