"""Finding things by names that look like their own."""

from typing import Generic, TypeVar

from tui_chat.server.core.state.unicode_nicknames import skeleton
from tui_chat.wire.names import Casemapping

Thing = TypeVar("Thing")


class Lookalikes(Generic[Thing]):
    """Things indexed by the look of their names.

    Empty under ASCII case mappings: there, only equal names count as looking alike.
    """

    def __init__(self, casemapping: Casemapping) -> None:
        self._is_needed = casemapping is Casemapping.PRECIS
        self._found: dict[str, dict[str, Thing]] = {}

    def add(self, name: str, thing: Thing) -> None:
        """Put a thing in, in place of one of the same name."""
        if self._is_needed:
            self._found.setdefault(skeleton(name), {})[name] = thing

    def remove(self, name: str) -> None:
        """Take out what was added under this name."""
        if self._is_needed:
            look = skeleton(name)
            alike = self._found[look]
            del alike[name]
            if not alike:
                del self._found[look]

    def find(self, name: str) -> Thing | None:
        """The first that has a name which looks like this one."""
        alike = self._found.get(skeleton(name)) if self._is_needed else None
        return None if alike is None else next(iter(alike.values()))

    def __len__(self) -> int:
        return sum(map(len, self._found.values()))
