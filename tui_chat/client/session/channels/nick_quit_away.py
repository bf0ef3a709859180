"""People in all channels: NICK, QUIT and AWAY."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.events import Changed
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import (
    monitor_presence,
    whois,
)
from tui_chat.client.session.messages import typing
from tui_chat.client.session.model import event_words
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.sanitizing import is_name
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import (
    identity_tracking,
    nick_refusal_reasons,
    regain_nick,
    user_metadata_store,
)
from tui_chat.client.session.nicknames.nick_proposals import ask_again
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source

_MOST_AWAY: Final = 500
"""Away messages that are remembered so as not to be told twice."""


@on("NICK", least=1)
def renamed(state: State, incoming: Incoming) -> None:
    """NICK <new name>."""
    old, new = incoming.nick, incoming.param(0)
    if not is_name(new) or not old:
        return
    own = state.is_me(old)
    if own and not state.registered:  # InspIRCd, when two people ask for a name at once
        ask_again(state, old, nick_refusal_reasons.taken(old), taken=True)
        return
    if own:
        state.nick = state.known_nick = new
        state.unconfirmed.renamed(new)
    elif state.fold(old) != state.fold(new):
        regain_nick.nick_seen(state, old, incoming.at, gone=True)
        regain_nick.nick_seen(state, new, incoming.at, gone=False)
    key, new_key = state.fold(old), state.fold(new)
    places = state.buffers.with_member(key)
    talks = identity_tracking.person_renamed(state, incoming, new)
    for buffer in places:
        buffer.members.rename(key, new_key, new)
    places += talks
    for buffer in places or ([state.here] if own else []):
        state.happened(buffer, incoming, *event_words.renamed(incoming, own=own))
    if own:
        regain_nick.renamed(state, new, incoming.at)
    if key != new_key:
        user_metadata_store.renamed(state, key, new_key)
        monitor_presence.monitor_new_nick(state, talks, old)
        identity_tracking.person_seen(
            state, Source.of(new, incoming.source.user, incoming.source.host), incoming.at
        )
    state.tell(Changed())


@on("QUIT")
def quitted(state: State, incoming: Incoming) -> None:
    """QUIT [:<reason>]: somebody left the network, or was lost."""
    if state.is_me(incoming.nick):
        return
    regain_nick.nick_seen(state, incoming.nick, incoming.at, gone=True)
    key = state.fold(incoming.nick)
    places = state.buffers.with_member(key)
    person = identity_tracking.person_left(state, incoming)
    user_metadata_store.gone(state, key)
    for buffer in places:
        del buffer.members[key]
    if person is not None:
        places.append(person)
    for buffer in places:
        typing.typing_stopped(state, buffer, incoming.nick)
        state.happened(buffer, incoming, *event_words.quitted(incoming))
    state.tell(Changed())


# Being away


@on("AWAY")
def went_away(state: State, incoming: Incoming) -> None:
    """AWAY [:<message>] of somebody in a channel of ours (IRCv3 away-notify)."""
    away = bool(incoming.text(0))
    key = state.fold(incoming.nick)
    _mark(state, key, away=away)
    if not away:
        state.pending.away.pop(key, None)
    monitor_presence.absence_told(state, incoming.nick, away=away)
    state.tell(Changed())


def _mark(state: State, key: Folded, *, away: bool) -> None:
    for buffer in state.buffers.with_member(key):
        buffer.members[key] = buffer.members[key]._replace(away=away)


@on("305")
def we_are_back(state: State, incoming: Incoming) -> None:
    """RPL_UNAWAY; at the door it says nothing: we are about to tell that we are away."""
    if not state.welcomed:
        return
    state.away = ""
    _mark(state, state.fold(state.nick), away=False)
    state.say_here(_("You are no longer away."), incoming.at)


@on("306")
def we_are_away(state: State, incoming: Incoming) -> None:
    """RPL_NOWAWAY: servers tell us no other way that we are away."""
    _mark(state, state.fold(state.nick), away=True)
    state.say_here(_("You are away. /back to return"), incoming.at)


@on("301", least=3)
def is_away(state: State, incoming: Incoming) -> None:
    """RPL_AWAY <nick> :<message>: told once per person and message, or as part of a WHOIS."""
    nick, text = incoming.param(1), incoming.last
    key = state.fold(nick)
    if whois.add_fact(state, nick, _("is away: {text}").format(text=text)):
        return
    known = state.pending.away
    if known.get(key) == text:
        return
    if len(known) >= _MOST_AWAY:
        known.clear()
    known[key] = text
    person: Buffer | None = state.buffers.get(key)
    state.say_here(_("{nick} is away: {text}").format(nick=nick, text=text), incoming.at, person)
