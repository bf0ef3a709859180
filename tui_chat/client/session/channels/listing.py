"""LIST: the channels of a server."""

import re
from typing import Final

from tui_chat.client.events import ChannelsListed, Listing
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State

_MOST: Final = 20_000
"""Channels kept of one answer."""
_SHOWN: Final = 100
"""Channels written out, the fullest first."""
_MODES: Final = re.compile(r"^\[\+[a-zA-Z]+( [^\]]*)?\](?: |$)")
"""The channel's modes, which InspIRCd and UnrealIRCd put before a topic: no news to people."""


@on("322", least=3)
def listed(state: State, incoming: Incoming) -> None:
    """RPL_LIST <channel> <members> :<topic>."""
    listing = state.pending.listing
    if listing is None or not state.is_channel(incoming.param(1)):  # some hide a name behind "*"
        return
    if len(listing) >= _MOST:
        state.pending.listing_cut = True
        return
    count = incoming.param(2)
    members = int(count[:9]) if count.isascii() and count.isdigit() else 0
    topic = _MODES.sub("", incoming.text(3), count=1)
    listing.append(Listing(incoming.param(1), members, topic))


@on("323")
def list_ended(state: State, incoming: Incoming) -> None:
    """RPL_LISTEND."""
    listing = state.pending.listing
    if listing is None:
        return
    state.pending.listing = None
    listing.sort(key=lambda each: (-each.members, each.name))
    if not state.pending.quiet_listing:
        _write_out(state, incoming, listing)
    state.tell(ChannelsListed(tuple(listing), state.pending.listing_cut))


def _write_out(state: State, incoming: Incoming, listing: list[Listing]) -> None:
    if not listing:
        state.say_here(_("There are no channels yet."), incoming.at)
    for each in listing[:_SHOWN]:
        text = ngettext("{channel}: {count} person", "{channel}: {count} people", each.members)
        text = text.format(channel=each.name, count=each.members)
        state.say_here(f"{text} · {each.topic}" if each.topic else text, incoming.at)
    if len(listing) > _SHOWN:
        more = len(listing) - _SHOWN
        text = ngettext("… and {count} more.", "… and {count} more.", more)
        state.say_here(text.format(count=more), incoming.at)


@on("321")
def list_started(_state: State, _heard: Incoming) -> None:
    """RPL_LISTSTART: a heading for programs without one of their own."""
