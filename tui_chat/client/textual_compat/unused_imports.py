"""What Textual imports and we never show: a tenth of the time until anything is painted."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

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
    """What is imported meanwhile gets mere names in place of what is not used.

    Whoever imports that afterwards has it.
    """
    names = {module: _Names(module) for module in _UNUSED if module not in sys.modules}
    sys.modules.update(names)
    try:
        yield
    finally:
        for module, name in names.items():
            if sys.modules.get(module) is name:
                del sys.modules[module]
