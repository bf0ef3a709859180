"""Bans of a channel: masks for people, and the list of them."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.members import Member
from tui_chat.client.events import ModeChanged
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.mode_and_mask_words import fitting, mask_in_words
from tui_chat.client.session.model.state import State
from tui_chat.wire.masks import complete_mask, matches

_MOST: Final = 500


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


@on("728", least=4)
def quieted(state: State, incoming: Incoming) -> None:
    """RPL_QUIETLIST <channel> <mode> <mask> [<by> <when>], of the list of those who only read."""
    buffer = state.channel(incoming.param(1))
    if buffer is None:
        return
    note_ban(state, buffer, incoming.param(2), incoming.param(3), adding=True)
    masks = state.pending.exempt.setdefault((buffer.key, "728"), [])
    if len(masks) < _MOST:
        masks.append(incoming.param(3))


@on("729", least=2)
def quiet_list_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFQUIETLIST."""
    buffer = state.channel(incoming.param(1))
    if buffer is None:
        return
    masks = state.pending.exempt.pop((buffer.key, "728"), [])
    if buffer.key in state.pending.unasked_mutes:
        state.pending.unasked_mutes.discard(buffer.key)
        state.tell(ModeChanged(buffer, ""))
        return
    heading = _("Muted in {channel}:") if masks else _("Nobody is muted in {channel}.")
    rows = (_row(state, buffer.name, mask) for mask in masks)
    text = "\n".join([heading.format(channel=buffer.name), *rows])
    state.say_here(text, incoming.at, buffer)


@on("368", least=2)
def list_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFBANLIST."""
    masks = state.pending.bans.pop(state.fold(incoming.param(1)), None)
    if masks is None:
        if (buffer := state.channel(incoming.param(1))) is not None:
            state.tell(ModeChanged(buffer, ""))
        return
    channel = incoming.param(1)
    text = _("Nobody is banned from {channel}.").format(channel=channel)
    if masks:
        rows = (_row(state, channel, mask) for mask in masks)
        text = "\n".join([_("Banned from {channel}:").format(channel=channel), *rows])
    state.say_here(text, incoming.at, state.channel(channel))


@on("346", "348", least=3)
def exempted(state: State, incoming: Incoming) -> None:
    """RPL_INVEXLIST, RPL_EXCEPTLIST <channel> <mask> [<by> <when>]."""
    buffer = state.channel(incoming.param(1))
    if buffer is None:
        return
    masks = state.pending.exempt.setdefault((buffer.key, incoming.message.command), [])
    if len(masks) < _MOST:
        masks.append(incoming.param(2))


@on("347", "349", least=2)
def exempted_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFINVEXLIST, RPL_ENDOFEXCEPTLIST: only the person asks for these lists."""
    buffer = state.channel(incoming.param(1))
    if buffer is None:
        return
    of_bans = incoming.message.command == "349"
    masks = state.pending.exempt.pop((buffer.key, "348" if of_bans else "346"), [])
    if masks:
        heading = _("Exempt from bans in {channel}:")
        heading = heading if of_bans else _("Can join {channel} without an invitation:")
    else:
        heading = _("Nobody is exempt from bans in {channel}.")
        heading = heading if of_bans else _("{channel} has no exceptions to invitations.")
    rows = (_row(state, buffer.name, mask) for mask in masks)
    text = "\n".join([heading.format(channel=buffer.name), *rows])
    state.say_here(text, incoming.at, buffer)


def _row(state: State, channel: str, mask: str) -> str:
    """A ban in words, with the mask that /unban takes."""
    muted = state.features.muted_mask("b", mask)
    who = mask_in_words(state.channel(channel), muted or mask)
    if muted:
        who = _("{who} (only muted)").format(who=who)
    return mask if who == mask else f"{who} · {mask}"
