"""Regaining the nickname that the person wants, when it is free.

After reconnecting our old connection may still have it, or services may have taken it away.
MONITOR tells when it is free, or else ISON; or we see its holder leave. We ask for it a few times
only, with growing pauses, so as not to fight with services that take it away again.
"""

from collections.abc import Iterable

from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.wanted_nick import MOST_TRIES, is_made_up
from tui_chat.wire.names import Folded


def welcomed(state: State, asked: str) -> None:
    """Note that the server has let us in, after we asked for the nickname `asked`.

    If it gave us another one (ours was too long, or it is a bouncer), we want that one from now on.
    """
    wanted = state.wanted_nick
    if state.fold(state.nick) == state.fold(wanted.name):
        return
    if not wanted.name or state.fold(state.nick) != state.fold(asked):
        wanted.name = state.nick
    else:
        wanted.lost = True


def begin_if_lost(state: State, at: float) -> None:
    """Begin to regain the nickname after the server's welcome, if it is lost."""
    if state.wanted_nick.lost:
        _begin(state, at)


def renamed(state: State, new: str, at: float) -> None:
    """Note our new nickname: the person, we ourselves or somebody else may have changed it."""
    wanted = state.wanted_nick
    key, asked = state.fold(new), wanted.requested
    wanted.requested, wanted.trying = set(), False
    if key == state.fold(wanted.name):
        wanted.name = new
        if wanted.lost:
            wanted.lost = False
            _watch(state, "-")
    elif key in asked or _is_chosen(state, key) or _is_cut(key, asked):
        _give_up(state)
        wanted.name = new
    elif not wanted.lost:
        wanted.lost = True
        wanted.wait(at)
        if state.welcomed:
            _begin(state, at)


def was_own_try(state: State, nick: str) -> bool:
    """Whether a refused nickname was our own attempt, which the person need not hear of."""
    wanted, key = state.wanted_nick, state.fold(nick)
    if wanted.trying and key not in wanted.requested:
        wanted.trying = wanted.free = False
        return True
    wanted.requested.discard(key)
    return False


def try_if_due(state: State, at: float) -> None:
    """Ask for the nickname if it is free, or ask whether it is; called at intervals."""
    wanted = state.wanted_nick
    if not state.welcomed or not wanted.is_due(at):
        return
    if wanted.free:
        _try(state, at)
    elif not (state.features.monitored and wanted.watched):
        state.pending.looking = True
        wanted.wait(at)
        state.send("ISON", wanted.name)


def nick_seen(state: State, nick: str, at: float, *, gone: bool) -> None:
    """Note that somebody has that nickname, or has it no more."""
    wanted = state.wanted_nick
    if wanted.lost and state.fold(nick) == state.fold(wanted.name):
        wanted.free = gone
        if gone and state.welcomed and wanted.is_due(at):
            _try(state, at)


def account_known(state: State, at: float) -> None:
    """Ask again for the nickname, because the server knows our account now."""
    if state.wanted_nick.lost:
        state.wanted_nick.start_over()
        state.wanted_nick.lost = True
        _try(state, at)


@on("303")
def is_on(state: State, incoming: Incoming) -> None:
    """RPL_ISON :<nicknames that are there>."""
    if not state.pending.looking:
        state.say_here(incoming.last, incoming.at)
        return
    state.pending.looking = False
    wanted = state.wanted_nick
    there = state.fold(wanted.name) in map(state.fold, incoming.last.split())
    if wanted.lost and not there and not wanted.trying and wanted.tries < MOST_TRIES:
        _try(state, incoming.at)


def not_watched(state: State, names: Iterable[str]) -> None:
    """Note that the server does not watch these nicknames for us: its list is full."""
    if state.fold(state.wanted_nick.name) in map(state.fold, names):
        state.wanted_nick.watched = False


def _begin(state: State, at: float) -> None:
    wanted = state.wanted_nick
    text = _("You are {nick} for now; tui-chat asks for {wanted} again when it is free.")
    state.say_here(text.format(nick=state.nick, wanted=wanted.name), at)
    _watch(state, "+")
    if not state.features.monitored and not wanted.not_before:
        wanted.wait(at)


def _give_up(state: State) -> None:
    if state.wanted_nick.lost:
        _watch(state, "-")
    state.wanted_nick.start_over()


def _watch(state: State, sign: str) -> None:
    name = state.wanted_nick.name
    if state.welcomed and state.features.monitored and state.buffer(name) is None:
        state.send("MONITOR", sign, name)


def _try(state: State, at: float) -> None:
    wanted = state.wanted_nick
    wanted.trying = True
    wanted.tries += 1
    wanted.wait(at)
    state.send("NICK", wanted.name)


def _is_chosen(state: State, key: Folded) -> bool:
    """Whether the person seems to have chosen the name in another client."""
    return not is_made_up(key) or key.startswith(state.fold(state.wanted_nick.name))


def _is_cut(key: Folded, asked: set[Folded]) -> bool:
    return any(each.startswith(key) for each in asked)
