"""What people do anywhere: NICK, QUIT, AWAY, and what is known of them."""

from typing import Final

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.events import AwayChanged, MembersChanged, NickChanged, Quit
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import conversations, identities
from tui_chat.client.session.channels.channels import LONGEST_REALNAME
from tui_chat.client.session.messages import typing
from tui_chat.client.session.model import event_words
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.outgoing_sanitizing import is_name
from tui_chat.client.session.model.placeholders import account_of, address_of
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration import regain_nick, sasl
from tui_chat.client.session.registration.registration import ask_again, taken_by_another
from tui_chat.wire.source import Source

_MOST_AWAY: Final = 500
"""Away messages that are remembered so as not to be told twice."""


@on("NICK", least=1)
def renamed(state: State, heard: Heard) -> None:
    """NICK <new name>."""
    old, new = heard.nick, heard.param(0)
    if not is_name(new) or not old:
        return
    own = state.is_me(old)
    if own and not state.registered:  # InspIRCd, when two people ask for a name at once
        ask_again(state, old, taken_by_another(old), taken=True)
        return
    if own:
        state.nick = state.known_nick = new
    elif state.fold(old) != state.fold(new):
        regain_nick.seen(state, old, heard.at, gone=True)
        regain_nick.seen(state, new, heard.at, gone=False)
    key, new_key = state.fold(old), state.fold(new)
    places = state.buffers.with_member(key)
    talks = identities.follow(state, heard, new)
    for buffer in places:
        member = buffer.members.pop(key)
        member.nick = new
        buffer.members[new_key] = member
        buffer.touch_members()
    places += talks
    for buffer in places or ([state.here] if own else []):
        state.happened(buffer, heard, *event_words.renamed(heard, own=own))
    if own:
        regain_nick.renamed(state, new, heard.at)
    if key != new_key:
        conversations.watch_anew(state, talks, old)
        identities.met(state, Source.of(new, heard.source.user, heard.source.host), heard.at)
    state.tell(NickChanged(old, new, own, tuple(places)))


@on("QUIT")
def quitted(state: State, heard: Heard) -> None:
    """QUIT [:<reason>]: somebody left the network, or was lost."""
    if state.is_me(heard.nick):
        return
    regain_nick.seen(state, heard.nick, heard.at, gone=True)
    key = state.fold(heard.nick)
    places = state.buffers.with_member(key)
    person = identities.gone(state, heard)
    reason = heard.text(0)
    for buffer in places:
        del buffer.members[key]
        buffer.touch_members()
    if person is not None:
        places.append(person)
    for buffer in places:
        typing.stopped(state, buffer, heard.nick)
        state.happened(buffer, heard, *event_words.quitted(heard))
    state.tell(Quit(heard.nick, reason, tuple(places)))


# Absence


@on("AWAY")
def went_away(state: State, heard: Heard) -> None:
    """AWAY [:<message>] of somebody in a channel of ours (IRCv3 away-notify)."""
    away = bool(heard.text(0))
    key = state.fold(heard.nick)
    for buffer in state.buffers.with_member(key):
        buffer.members[key].away = away
        buffer.touch_members()
    if not away:
        state.asked.away.pop(key, None)
    conversations.absence_told(state, heard.nick, away=away)
    state.tell(AwayChanged(heard.nick, away, own=state.is_me(heard.nick)))


@on("305")
def we_are_back(state: State, heard: Heard) -> None:
    """RPL_UNAWAY; at the door it says nothing: we are about to tell that we are away."""
    if not state.welcomed:
        return
    state.away = ""
    state.say_here(_("You are no longer marked as away."), heard.at)
    state.tell(AwayChanged(state.nick, away=False, own=True))


@on("306")
def we_are_away(state: State, heard: Heard) -> None:
    """RPL_NOWAWAY."""
    state.say_here(_("You are marked as away. /back ends it."), heard.at)
    state.tell(AwayChanged(state.nick, away=True, own=True))


@on("301", least=3)
def is_away(state: State, heard: Heard) -> None:
    """RPL_AWAY <nick> :<message>: told once per person and message, or as part of a WHOIS."""
    nick, text = heard.param(1), heard.last
    key = state.fold(nick)
    if (told := state.asked.whois.get(key)) is not None:
        if len(told) < 50:
            told.append(_("is away: {text}").format(text=text))
        return
    known = state.asked.away
    if known.get(key) == text:
        return
    if len(known) >= _MOST_AWAY:
        known.clear()
    known[key] = text
    person: Buffer | None = state.buffers.get(key)
    state.say_here(_("{nick} is away: {text}").format(nick=nick, text=text), heard.at, person)


# What else is known of them


@on("ACCOUNT", least=1)
def account_known(state: State, heard: Heard) -> None:
    """ACCOUNT <name>, "*" for none (IRCv3 account-notify)."""
    key = state.fold(heard.nick)
    account = account_of(heard.param(0))
    identities.logged_in(state, heard, account)
    if state.is_me(heard.nick):
        sasl.known_as(state, account, heard.at)
    for buffer in state.buffers.with_member(key):
        buffer.members[key].account = account
        buffer.touch_members()
        state.tell(MembersChanged(buffer))


@on("CHGHOST", least=2)
def address_changed(state: State, heard: Heard) -> None:
    """CHGHOST <user> <host> (IRCv3 chghost)."""
    key = state.fold(heard.nick)
    told = heard.param(0), heard.param(1)
    identities.moved_to(state, heard, *told)
    if state.is_me(heard.nick):
        state.address = address_of(*told, state.address)
    for buffer in state.buffers.with_member(key):
        member = buffer.members[key]
        member.address = address_of(*told, member.address)


@on("SETNAME", least=1)
def realname_changed(state: State, heard: Heard) -> None:
    """SETNAME :<realname> (IRCv3 setname)."""
    key = state.fold(heard.nick)
    for buffer in state.buffers.with_member(key):
        buffer.members[key].realname = heard.text(0)[:LONGEST_REALNAME]


@on("396", least=2)
def host_hidden(state: State, heard: Heard) -> None:
    """RPL_VISIBLEHOST <[user@]host>: how others see us from now on."""
    user, _at, host = heard.param(1).rpartition("@")
    state.address = address_of(user, host, state.address)
