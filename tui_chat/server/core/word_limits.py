"""Refusing lines that ask about too many names or masks (ISUPPORT TARGMAX)."""

from collections.abc import Sequence

from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.settings import MOST_WORDS
from tui_chat.wire.numerics import Numeric


def check_number(ctx: Context, words: Sequence[str]) -> None:
    """Raise Refused if these are too many for the command."""
    command = ctx.message.command
    if len(words) > MOST_WORDS[command]:
        text = f"Ask {command} about at most {MOST_WORDS[command]} at once"
        raise Refused(Numeric.ERR_TOOMANYTARGETS, words[MOST_WORDS[command]], text=text)
