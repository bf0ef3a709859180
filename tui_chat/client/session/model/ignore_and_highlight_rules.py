"""Ignored people, notification levels and highlighted words. Plain data, kept by the shell."""

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from tui_chat.wire.masks import complete_mask, matches
from tui_chat.wire.message import Message

Fold = Callable[[str], str]
MOST_MASKS: Final = 500
MOST_WORDS: Final = 100
_REASON_AFTER: Final = {"QUIT": 0, "PART": 1, "REDACT": 2}
"""The parameters before the reason, in messages that anybody may send."""


class Level(enum.Enum):
    """The messages of a buffer that make a sound and count as mentions."""

    ALL = "all"
    MENTIONS = "mentions"
    NOTHING = "nothing"


class Levels(msgspec.Struct, frozen=True):
    """The usual notification levels: for channels, and for buffers by name."""

    channels: Level = Level.MENTIONS
    named: Mapping[str, Level] = {}


class Rules(msgspec.Struct):
    """The person's wishes on one server; `msgspec.to_builtins` gives it as plain data.

    Masks are `nick!user@host` with `*` and `?`. Names of places are folded. `levels` holds those
    that differ: without one, people ring and channels when they mention us.
    """

    ignored: list[str] = msgspec.field(default_factory=list)
    """Masks of those whose words are not shown at all."""
    muted: list[str] = msgspec.field(default_factory=list)
    """Masks of those whose words are shown, and never count or ring."""
    levels: dict[str, Level] = msgspec.field(default_factory=dict)
    words: list[str] = msgspec.field(default_factory=list)
    """Words that call the person as their nickname does."""

    def ignores(self, source: str, fold: Fold) -> bool:
        """Whether nothing of this sender is shown; `fold` is the server's casemapping."""
        return bool(self.ignored) and _fits(self.ignored, source, fold)

    def mutes(self, source: str, fold: Fold) -> bool:
        """Whether messages of this sender make no sound and do not count."""
        return bool(self.muted) and _fits(self.muted, source, fold)


def heeded(rules: Rules, message: Message, fold: Fold) -> Message:
    """The message without its reason if its sender is ignored: a reason is also speech."""
    count = _REASON_AFTER.get(message.command)
    if count is None or not rules.ignores(message.source or "", fold):
        return message
    return Message(message.command, message.params[:count], message.source, message.tags)


def _fits(masks: Iterable[str], source: str, fold: Fold) -> bool:
    whole = fold(source if "@" in source else f"{source}!*@*")
    return any(matches(fold(mask), whole) for mask in masks)


def add_mask(masks: list[str], written: str) -> str:
    """Add a nickname, host or mask to `masks`; gives it in full, "" if it was there already."""
    mask = complete_mask(written)
    if mask in masks or len(masks) >= MOST_MASKS:
        return ""
    masks.append(mask)
    return mask


def remove_mask(masks: list[str], written: str) -> str:
    """Remove it from `masks`; gives it in full, "" if it was not there."""
    for mask in (written, complete_mask(written)):
        for each in masks:
            if each.lower() == mask.lower():
                masks.remove(each)
                return each
    return ""


def add_word(words: list[str], written: str) -> bool:
    """Add a word to `words`; whether it was not there already, and there is room."""
    if _same_word(words, written) or len(words) >= MOST_WORDS:
        return False
    words.append(written)
    return True


def remove_word(words: list[str], written: str) -> str:
    """Remove it from `words`; gives it as it stood there, "" if it did not."""
    word = _same_word(words, written)
    if word:
        words.remove(word)
    return word


def _same_word(words: Iterable[str], written: str) -> str:
    return next((word for word in words if word.casefold() == written.casefold()), "")
