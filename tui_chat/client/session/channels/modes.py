"""MODE: the rules of a channel and the ranks in it, told in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.events import ModeChanged
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import bans, join_part_kick_invite_rename
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.mode_and_mask_words import (
    changes_in,
    changes_of,
    sentences,
    words_from,
)
from tui_chat.client.session.model.phase import Phase
from tui_chat.client.session.model.placeholder_hosts_and_accounts import known_or
from tui_chat.client.session.model.state import State
from tui_chat.wire.modes import ModeChange, ModeKind, parse_modes

_MOST_FLAGS: Final = 60
_NO_KINDS: Final[Mapping[str, ModeKind]] = MappingProxyType({})
"""User modes have no parameters."""


@on("MODE", least=2)
def mode_changed(state: State, incoming: Incoming) -> None:
    """MODE <channel> <changes> [<parameters>], or our own user modes."""
    if state.is_me(incoming.param(0)):
        _own_modes_changed(state, incoming)
        return
    buffer = state.channel(incoming.param(0))
    if buffer is None:
        return
    for change in changes_of(state, incoming):
        _apply(state, buffer, change)
    for text in sentences(state, incoming):
        state.happened(buffer, incoming, text)
    state.tell(ModeChanged(buffer))


def _own_modes_changed(state: State, incoming: Incoming) -> None:
    """Heed our user modes. Those that a server gives to everybody who comes are nothing to tell.

    Where there are no accounts, +r says that services know us now.
    """
    changes = list(parse_modes(words_from(incoming, 1), _NO_KINDS))
    for each in changes:
        if each.letter == "o":
            state.is_server_operator = each.adding
        elif each.letter == "r" and each.adding:
            join_part_kick_invite_rename.logged_in(state, incoming.at)
    told = [f"{'+' if each.adding else '-'}{each.letter}" for each in changes if each.letter != "r"]
    if told and state.phase is Phase.SETTLED:
        text = _("Your modes have changed: {changes}").format(changes=" ".join(told))
        state.say_here(text, incoming.at)


def _apply(state: State, buffer: Buffer, change: ModeChange) -> None:
    kind = state.features.mode_kinds.get(change.letter, ModeKind.FLAG)
    if kind is ModeKind.PREFIX:
        _change_rank(state, buffer, change)
    elif kind is ModeKind.LIST:
        if change.param:
            bans.note_ban(state, buffer, change.letter, change.param, adding=change.adding)
    else:
        flags = set(buffer.modes)
        flags.discard(change.letter)
        if change.adding and len(flags) < _MOST_FLAGS:
            flags.add(change.letter)
        buffer.modes = "".join(sorted(flags))
        if change.letter == "k" and buffer.key in state.wanted:
            name, known = state.wanted[buffer.key]
            state.wanted[buffer.key] = (name, _key(change, known) if change.adding else "")


def _key(change: ModeChange, known: str) -> str:
    """The key that a mode sets; many servers show it masked, to those inside too."""
    param = change.param or ""
    return known if known and param == "0" else known_or(param, known)


def _change_rank(state: State, buffer: Buffer, change: ModeChange) -> None:
    mark = state.features.rank_of_letter[change.letter]
    key = state.fold(change.param or "")
    member = buffer.members.get(key)
    if member is None:
        return
    held = set(member.ranks)
    if change.adding:
        held.add(mark)
    else:
        held.discard(mark)
    ranks = "".join(each for each in state.features.rank_marks if each in held)
    buffer.members[key] = member._replace(ranks=ranks)


@on("324", least=3)
def modes_told(state: State, incoming: Incoming) -> None:
    """RPL_CHANNELMODEIS <channel> <modes> [<parameters>]."""
    words, buffer = words_from(incoming, 2), state.channel(incoming.param(1))
    if buffer is not None:
        buffer.modes = ""
        for change in changes_in(state, words):
            _apply(state, buffer, change)
    _tell_if_asked(state, incoming, incoming.param(1), words)
    if buffer is not None:
        state.tell(ModeChanged(buffer))


def _tell_if_asked(state: State, incoming: Incoming, name: str, words: list[str]) -> None:
    """Tell the modes of a channel, or our own, once to whoever has asked for them."""
    key = state.fold(name)
    if key in state.pending.modes:
        state.pending.modes.discard(key)
        text = _("Modes of {name}: {modes}").format(name=name, modes=" ".join(words))
        state.say_here(text, incoming.at, state.channel(name))


@on("221", least=2)
def own_modes_told(state: State, incoming: Incoming) -> None:
    """RPL_UMODEIS <modes>: many servers tell them without being asked."""
    state.is_server_operator = "o" in incoming.param(1)
    _tell_if_asked(state, incoming, state.nick, words_from(incoming, 1))


@on("329", "333")
def ignore_numeric(_state: State, _heard: Incoming) -> None:
    """RPL_CREATIONTIME, RPL_TOPICWHOTIME: nobody asked."""
