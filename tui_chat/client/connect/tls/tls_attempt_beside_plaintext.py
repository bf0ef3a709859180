"""An attempt to connect encrypted that goes on while we already use an unencrypted connection."""

import asyncio
from collections.abc import Callable

from tui_chat.client.connect.connector_interface import Opened, give_up

Opening = asyncio.Task[Opened | None]


class LateEncryption:
    """Owns the attempt to connect encrypted, from `Opened.upgrade` on, until it is used."""

    def __init__(self) -> None:
        self._opening: Opening | None = None

    @property
    def is_possible(self) -> bool:
        """Whether the server may answer encrypted yet, or has done so."""
        return self._opening is not None

    def expect(self, opening: Opening | None) -> None:
        """Own this attempt from now on; None if it is certain already."""
        self._opening = opening

    def when_certain(self, tell: Callable[[bool], object]) -> None:
        """Tell whether the server encrypts, once that is known; never if it was given up."""

        def ended(opening: Opening) -> None:
            if opening is self._opening:
                if not (encrypts := _was_answered(opening)):
                    self._opening = None
                tell(encrypts)

        if self._opening is not None:
            self._opening.add_done_callback(ended)

    async def wait_until_possible(self) -> bool:
        """Wait until it is certain: whether there is a connection for `take`, or its failure."""
        opening = self._opening
        if opening is not None:
            await asyncio.wait({opening})
            if not _was_answered(opening):
                self._opening = None
        return self._opening is not None

    async def take(self) -> Opened | None:
        """The encrypted connection, None if there is none. Raises what `Connector.open` does."""
        opening, self._opening = self._opening, None
        return None if opening is None else await opening

    def give_up(self) -> None:
        """Use none."""
        opening, self._opening = self._opening, None
        if opening is not None:
            give_up(opening)


def _was_answered(opening: Opening) -> bool:
    """Whether the server answered encrypted, even if we cannot go on with that."""
    if opening.cancelled():
        return False
    return opening.exception() is not None or opening.result() is not None
