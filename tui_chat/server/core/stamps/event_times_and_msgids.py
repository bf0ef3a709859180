"""What gives the events of the log their times and ids when they are applied.

It is part of the state: whoever applies the same events gives the same stamps.
"""

from tui_chat.server.core.events import Millis
from tui_chat.server.core.stamps.conversation_times import ConversationTimes, KeptTimes
from tui_chat.server.core.stamps.msgids import MsgidClock


class Stamps:
    """The last time, the last id, and the last times of conversations."""

    __slots__ = ("last", "msgids", "times")

    def __init__(self) -> None:
        self.last = Millis(0)
        """The time of the last event, in milliseconds since 1970; no later one is before it."""
        self.msgids = MsgidClock()
        self.times = ConversationTimes()

    def restore(self, last: Millis, msgid: int, times: KeptTimes) -> None:
        """Go on from what another has given."""
        self.last = last
        self.msgids.restore(msgid)
        self.times.restore(times)

    def time(self, at: Millis) -> Millis:
        """The time of the next event, which is said to be this."""
        self.last = max(self.last, at)
        return self.last
