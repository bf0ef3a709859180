"""How many names or masks one line may ask about (ISUPPORT TARGMAX).

Each costs a look at every channel: 485 bytes of masks once took 70 ms, in which nobody was served.
"""

from collections.abc import Sequence
from typing import Final

from tui_chat.server.core.context import Context, Refused
from tui_chat.wire.numerics import Numeric

MOST_WORDS: Final = {"LIST": 10, "NAMES": 10}
"""By command."""


def check_number(ctx: Context, words: Sequence[str]) -> None:
    """Raise Refused if these are too many for the command."""
    command = ctx.message.command
    if len(words) > MOST_WORDS[command]:
        text = f"Ask {command} about at most {MOST_WORDS[command]} at once"
        raise Refused(Numeric.ERR_TOOMANYTARGETS, words[MOST_WORDS[command]], text=text)
