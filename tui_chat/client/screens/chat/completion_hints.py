"""The text in the popup beside each completion."""

from collections.abc import Sequence

from tui_chat.client.commands import TABLE
from tui_chat.client.language.i18n import _
from tui_chat.client.session import Session
from tui_chat.client.widgets.input.popup import Offer
from tui_chat.client.widgets.log.wrapping import without_unsafe_emoji

_MOST = 50


def offers_for(candidates: Sequence[str], word: str, session: Session) -> list[Offer]:
    """The completions, each with its description."""
    return [_offer(candidate, word, session) for candidate in candidates[:_MOST]]


def _offer(candidate: str, word: str, session: Session) -> Offer:
    if candidate.startswith("/"):
        command = TABLE.find(candidate)
        if command is not None:
            usage = command.signature.partition(" ")[2]
            purpose = _(command.purpose)
            return Offer(candidate, f"{usage}  {purpose}" if usage else purpose)
    buffer = session.find(candidate) if session.features.is_channel(candidate) else None
    if buffer is not None:
        return Offer(candidate, " ".join(buffer.topic.split()))
    if not candidate.isascii() and word.startswith(":"):
        from tui_chat.client.language.emoji_names import emoji_named  # noqa: PLC0415 - only for emoji

        name = dict(emoji_named(word.strip(":"))).get(candidate, "")
        return Offer(without_unsafe_emoji(candidate), name)
    return Offer(candidate)
