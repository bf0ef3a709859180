"""An index of things by names, which finds names that look the same."""

from collections.abc import Iterator
from typing import Final, Generic, TypeVar

from tui_chat.server.core.state.unicode_nicknames import skeletons
from tui_chat.wire.names import Casemapping

Thing = TypeVar("Thing")

_EXACT: Final = "="
_ASCII: Final = "a"
_OTHER: Final = "o"


class Lookalikes(Generic[Thing]):
    """Things indexed by the look of their names.

    Two ASCII names look alike only if they are equal: people are used to telling `l` from `1`, but
    they cannot tell Cyrillic letters from Latin ones. The index is empty under ASCII casemappings.
    """

    def __init__(self, casemapping: Casemapping) -> None:
        self.is_needed = casemapping is Casemapping.PRECIS
        """Whether names may look alike at all."""
        self._found: dict[str, dict[str, Thing]] = {}

    def add(self, name: str, thing: Thing) -> None:
        """Put a thing in under its name as it is written, in place of one of the same name."""
        if self.is_needed:
            for key in _keys(name):
                self._found.setdefault(key, {})[name] = thing

    def remove(self, name: str) -> None:
        """Remove the thing that was added under exactly this name."""
        if self.is_needed:
            for key in _keys(name):
                alike = self._found[key]
                del alike[name]
                if not alike:
                    del self._found[key]

    def find(self, name: str, besides: Thing | None = None) -> Thing | None:
        """The first that has a name which looks like this one, and is not `besides`."""
        if self.is_needed:
            for key in _sought(name):
                for thing in self._found.get(key, {}).values():
                    if thing is not besides:
                        return thing
        return None

    def __len__(self) -> int:
        return len({name for alike in self._found.values() for name in alike})


def _keys(name: str) -> Iterator[str]:
    """Where a name is put: one of ASCII also by itself."""
    if name.isascii():
        yield _EXACT + name.lower()
    kind = _ASCII if name.isascii() else _OTHER
    yield from (kind + skeleton for skeleton in sorted(skeletons(name)))


def _sought(name: str) -> Iterator[str]:
    """Where names are that look like this one."""
    if name.isascii():
        yield _EXACT + name.lower()
    for skeleton in sorted(skeletons(name)):
        yield _OTHER + skeleton
        if not name.isascii():
            yield _ASCII + skeleton
