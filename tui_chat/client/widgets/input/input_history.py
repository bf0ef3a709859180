"""What was typed in one buffer: a draft, and earlier lines to go back to. Pure."""

from typing import Final

_KEPT: Final = 200


class InputHistory:
    """Lines that were sent, and a way back and forth through them.

    The text that was being written when the way back began is its last stop.
    """

    __slots__ = ("_at", "_draft", "_sent", "draft")

    def __init__(self, draft: str = "") -> None:
        self._sent: list[str] = []
        self._at: int | None = None
        self._draft = ""
        self.draft = draft
        """What stood in the input when the person went elsewhere."""

    def add(self, text: str) -> None:
        """`text` was sent."""
        self._at = None
        if text and self._sent[-1:] != [text]:
            self._sent.append(text)
            del self._sent[:-_KEPT]

    @property
    def latest_first(self) -> list[str]:
        """What was sent, each text once, the latest first."""
        return list(dict.fromkeys(reversed(self._sent)))

    def earlier(self, current: str) -> str | None:
        """The line sent before the one shown, None at the first. `current` is kept if a draft."""
        if self._at is None:
            self._draft = current
            self._at = len(self._sent)
        if self._at == 0:
            return None
        self._at -= 1
        return self._sent[self._at]

    @property
    def shown(self) -> str | None:
        """The earlier line that is shown, None while the draft is."""
        return next(iter(self._sent[self._at :]), None) if self._at is not None else None

    def back(self) -> str:
        """The draft, which is shown again."""
        self._at = None
        return self._draft

    def later(self) -> str | None:
        """The line sent after the one shown, at last the draft, None after that."""
        if self._at is None:
            return None
        self._at += 1
        if self._at < len(self._sent):
            return self._sent[self._at]
        return self.back()
