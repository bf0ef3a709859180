"""Channels that refuse us because we join too many at once, or too soon: we ask again.

Servers limit how many channels, or people, one turns to at a time (439, 480), how soon one comes
back after a KICK (495), and keep channels closed after a split of the network (437).
"""

from typing import Final

from tui_chat.client.language.i18n import _
from tui_chat.client.session.messages import typed_before_joining
from tui_chat.client.session.model.pending_replies import ThrottledJoin
from tui_chat.client.session.model.state import State

NUMERICS: Final = frozenset({"437", "439", "480", "495"})
"""Their refusals."""
_PAUSE: Final = 20.0
"""Seconds before a channel is asked again."""
_MOST_TRIES: Final = 20


def refused(state: State, name: str, reason: str, at: float) -> None:
    """Tell the person once that a channel that we return to refuses us, and ask again later."""
    key = state.fold(name)
    typed_before_joining.refused_for_now(state, name, at)
    if key not in state.pending.throttled:
        state.pending.throttled[key] = ThrottledJoin(at)
        text = _("{channel} does not let you in yet; tui-chat asks again. ({reason})")
        state.refuse(
            text.format(channel=name, reason=reason), at, state.buffers.get(key), keep=True
        )


def ask_again(state: State, at: float) -> None:
    """Ask the channels again for which it is time; called at intervals."""
    for key, join in state.pending.throttled.items():
        name, channel_key = state.wanted.get(key, ("", ""))
        buffer = state.buffers.get(key)
        is_joined = buffer is not None and buffer.joined
        if name and not is_joined and join.tries < _MOST_TRIES and at >= join.asked_at + _PAUSE:
            join.tries, join.asked_at = join.tries + 1, at
            state.pending.refused.discard(key)
            state.send("JOIN", name, *([channel_key] if channel_key else []))
