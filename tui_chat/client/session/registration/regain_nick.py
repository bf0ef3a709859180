"""Getting back the nickname that the person wants, when it is free.

It is lost to our own ghost when we come back, or taken away by services. MONITOR tells when it is
free, or ISON where there is no MONITOR, or whoever had it leaves before our eyes. It is asked for
a few times only, later each time: services that take it away again are not to be fought with.
"""

from collections.abc import Iterable

from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels.channels import request_joins
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.wanted_nick import MOST_TRIES, is_made_up
from tui_chat.wire.names import Folded


def welcomed(state: State, asked: str) -> None:
    """The server took us in, after we had asked for the name `asked`.

    Another name than that is the server's doing (too long, a bouncer): it is what we want now.
    """
    wanted = state.wanted_nick
    if state.fold(state.nick) == state.fold(wanted.name):
        return
    if not wanted.name or state.fold(state.nick) != state.fold(asked):
        wanted.name = state.nick
    else:
        wanted.lost = True


def settled(state: State, at: float) -> None:
    """The server said all that it says to newcomers."""
    if state.wanted_nick.lost:
        _begin(state, at)


def renamed(state: State, new: str, at: float) -> None:
    """We are called `new` now: by the person's wish, ours, or somebody else's."""
    wanted = state.wanted_nick
    key, asked = state.fold(new), wanted.asked
    wanted.asked, wanted.trying = set(), False
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


def refused(state: State, nick: str) -> bool:
    """A nickname is refused: whether that was our own try, of which nobody need hear."""
    wanted, key = state.wanted_nick, state.fold(nick)
    if wanted.trying and key not in wanted.asked:
        wanted.trying = wanted.free = False
        return True
    wanted.asked.discard(key)
    return False


def looked(state: State, at: float) -> None:
    """Time goes by: ask for it if it is free, or whether it is."""
    wanted = state.wanted_nick
    if not state.welcomed or not wanted.is_due(at):
        return
    if wanted.free:
        _try(state, at)
    elif not (state.features.monitored and wanted.watched):
        state.asked.looking = True
        wanted.wait(at)
        state.send("ISON", wanted.name)


def seen(state: State, nick: str, at: float, *, gone: bool) -> None:
    """Somebody is there under that name, or not any more."""
    wanted = state.wanted_nick
    if wanted.lost and state.fold(nick) == state.fold(wanted.name):
        wanted.free = gone
        if gone and state.welcomed and wanted.is_due(at):
            _try(state, at)


def logged_in(state: State, at: float) -> None:
    """The server knows our account: what it kept from strangers it may let us have now."""
    if not state.welcomed:
        return
    if state.wanted_nick.lost:
        state.wanted_nick.start_over()
        state.wanted_nick.lost = True
        _try(state, at)
    if state.asked.refused:
        state.asked.refused.clear()
        request_joins(state)


@on("303")
def is_on(state: State, heard: Heard) -> None:
    """RPL_ISON :<nicknames that are there>."""
    if not state.asked.looking:
        state.say_here(heard.last, heard.at)
        return
    state.asked.looking = False
    wanted = state.wanted_nick
    there = state.fold(wanted.name) in map(state.fold, heard.last.split())
    if wanted.lost and not there and not wanted.trying and wanted.tries < MOST_TRIES:
        _try(state, heard.at)


def not_watched(state: State, names: Iterable[str]) -> None:
    """The server cannot tell us of these names: it watches enough for us already."""
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
    """Whether a person seems to have chosen the name, in another client of theirs."""
    return not is_made_up(key) or key.startswith(state.fold(state.wanted_nick.name))


def _is_cut(key: Folded, asked: set[Folded]) -> bool:
    return any(each.startswith(key) for each in asked)
