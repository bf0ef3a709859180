"""Bans of a channel: masks for people, and the list of them."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.members import Member
from tui_chat.client.events import ModeChanged
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.mode_and_mask_words import fitting, mask_in_words
from tui_chat.client.session.model.state import State
from tui_chat.wire.masks import complete_mask, matches

_MOST: Final = 500
_MOST_LISTS: Final = 8
"""Lists that are received at once."""
_ENTRIES: Final = marked("Entries of +{letter} in {channel}:")
_NO_ENTRIES: Final = marked("+{letter} has no entries in {channel}.")
_LISTS: Final = {
    "347": (
        *("346", "I", marked("Can join {channel} without an invitation:")),
        marked("{channel} has no exceptions to invitations."),
    ),
    "349": (
        *("348", "e", marked("Exempt from bans in {channel}:")),
        marked("Nobody is exempt from bans in {channel}."),
    ),
    "729": ("728", "q", marked("Muted in {channel}:"), marked("Nobody is muted in {channel}.")),
    "911": ("910", "w", _ENTRIES, _NO_ENTRIES),
    "940": ("941", "g", _ENTRIES, _NO_ENTRIES),
    "953": ("954", "X", _ENTRIES, _NO_ENTRIES),
}
"""By the numeric of its end: that of its entries, its mode, its heading, what to say without any.

728 is of Charybdis and Solanum, 910 and later are of InspIRCd.
"""


def mask_for(state: State, channel: str, written: str) -> str:
    """The mask to ban for `written`: the host of a member, else as it is written.

    Where other members have the same host, as behind one router, the nickname is part of it.
    """
    *_, mask = masks_for(state, channel, written)
    return mask


def masks_for(state: State, channel: str, written: str) -> list[str]:
    """The masks that may have been banned for `written`; last the one to ban now."""
    buffer = state.buffer(channel)
    member = buffer.members.get(state.fold(written)) if buffer is not None else None
    if buffer is not None and member is not None and "@" in member.address:
        host = f"@{member.address.partition('@')[2]}"
        masks = [f"{member.nick}!*{host}", f"*!*{host}"]
        sharing = sum(other.address.endswith(host) for other in buffer.members.values())
        return masks if sharing == 1 else masks[::-1]
    if buffer is not None and (mask := buffer.banned.get(state.fold(written))):
        return [mask]
    if written[:1] in {"~", "$"}:  # an extended ban is the server's own language
        return [written]
    return [complete_mask(written)]


def note_ban(state: State, buffer: Buffer, letter: str, written: str, *, adding: bool) -> None:
    """Remember an entry of a list that was set, lifted or listed: whom it keeps out or silences."""
    silenced, mask = buffer.silenced, state.features.muted_mask(letter, written)
    if not mask:
        if letter == "b":
            _note_banned(state, buffer, written, adding=adding)
        return
    if silenced is None:
        return
    if mask in silenced:
        silenced.remove(mask)
    if adding and len(silenced) < _MOST:
        silenced.append(mask)


def _note_banned(state: State, buffer: Buffer, mask: str, *, adding: bool) -> None:
    """Keep the mask by the nicknames of those it fits: they leave, and their address with them."""
    banned = buffer.banned
    if not adding:
        for key in [key for key, known in banned.items() if known == mask]:
            del banned[key]
        return
    for nick in fitting(buffer, mask):
        if len(banned) < _MOST:
            banned[state.fold(nick)] = mask


def silencing(buffer: Buffer, member: Member) -> list[str]:
    """The known masks that keep a member from writing."""
    whole = f"{member.nick}!{member.address or '*@*'}"
    return [mask for mask in buffer.silenced or () if matches(mask, whole)]


@on("367", least=3)
def banned(state: State, incoming: Incoming) -> None:
    """RPL_BANLIST <channel> <mask> [<by> <when>]."""
    buffer = state.channel(incoming.param(1))
    if buffer is not None:
        note_ban(state, buffer, "b", incoming.param(2), adding=True)
    masks = state.pending.bans.get(state.fold(incoming.param(1)))
    if masks is not None and len(masks) < _MOST:
        masks.append(incoming.param(2))


@on("368", least=2)
def list_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFBANLIST."""
    masks = state.pending.bans.pop(state.fold(incoming.param(1)), None)
    if masks is None:
        if (buffer := state.channel(incoming.param(1))) is not None:
            state.tell(ModeChanged(buffer))
        return
    channel = incoming.param(1)
    text = _("Nobody is banned from {channel}.").format(channel=channel)
    if masks:
        rows = (_row(state, channel, mask) for mask in masks)
        text = "\n".join([_("Banned from {channel}:").format(channel=channel), *rows])
    state.say_here(text, incoming.at, state.channel(channel))


@on("346", "348", "728", "910", "941", "954", least=3)
def listed(state: State, incoming: Incoming) -> None:
    """RPL_INVEXLIST, RPL_EXCEPTLIST and others: <channel> <entry> [<by> <when>].

    RPL_QUIETLIST (728) has the letter of its mode before the entry.
    """
    channel, entry, numeric = incoming.param(1), incoming.param(2), incoming.message.command
    if numeric == "728":
        letter, entry = entry, incoming.param(3)
        if (buffer := state.channel(channel)) is not None:
            note_ban(state, buffer, letter, entry, adding=True)
    lists, key = state.pending.lists, (state.fold(channel), numeric)
    if key in lists or len(lists) < _MOST_LISTS:
        entries = lists.setdefault(key, [])
        if len(entries) < _MOST:
            entries.append(entry)


@on("347", "349", "729", "911", "940", "953", least=2)
def listing_ended(state: State, incoming: Incoming) -> None:
    """The end of one of these lists: only the person asks for them, but for that of mutes."""
    channel = incoming.param(1)
    numeric, letter, heading, if_empty = _LISTS[incoming.message.command]
    key, buffer = state.fold(channel), state.channel(channel)
    entries = state.pending.lists.pop((key, numeric), [])
    if letter == "q" and buffer is not None and key in state.pending.unasked_mutes:
        state.pending.unasked_mutes.discard(key)
        state.tell(ModeChanged(buffer))
        return
    is_of_masks = heading != _ENTRIES
    rows = [_row(state, channel, each) if is_of_masks else each for each in entries]
    words = _(heading if entries else if_empty).format(channel=channel, letter=letter)
    state.say_here("\n".join([words, *rows]), incoming.at, buffer)


def _row(state: State, channel: str, mask: str) -> str:
    """A ban in words, with the mask that /unban takes."""
    muted = state.features.muted_mask("b", mask)
    who = mask_in_words(state.channel(channel), muted or mask)
    if muted:
        who = _("{who} (only muted)").format(who=who)
    return mask if who == mask else f"{who} · {mask}"
