"""WHOIS: the facts about somebody, collected and shown at once."""

from collections.abc import Callable
from typing import Final

from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.pending_replies import WhoisReply
from tui_chat.client.session.model.sanitizing import quoted
from tui_chat.client.session.model.state import State

_MOST_FACTS: Final = 50


def _user(incoming: Incoming) -> str:
    if incoming.count < 5:
        return ""
    address = f"{incoming.param(2)}@{incoming.param(3)}"
    return _("is {name}, from {address}").format(name=quoted(incoming.last), address=address)


def _idle(incoming: Incoming) -> str:
    seconds = incoming.param(2)
    if not (seconds.isascii() and seconds.isdigit()):
        return ""
    return _("idle for {time}").format(time=in_words(int(seconds[:10])))


def _address(incoming: Incoming) -> str:
    """RPL_WHOISACTUALLY: `user@host` and an address; the first is left out if it says no more."""
    places = [incoming.param(index) for index in range(2, incoming.count - 1)]
    if len(places) > 1 and places[0].endswith(f"@{places[-1]}"):
        del places[0]
    return _("connects from {place}").format(place=" ".join(places)) if places else incoming.last


def _own_words(incoming: Incoming) -> str:
    """The server's sentence; what stands before it, such as the code of a country, behind it."""
    before = [incoming.param(index) for index in range(2, incoming.count - 1)]
    return f"{incoming.last} ({' '.join(before)})" if before else incoming.last


_FACTS: Final[dict[str, Callable[[Incoming], str]]] = {
    "311": _user,
    "312": lambda incoming: _("is on {server}").format(server=incoming.param(2)),
    "313": lambda _heard: _("runs this server"),
    "317": _idle,
    "319": lambda incoming: _("is in {channels}").format(channels=incoming.last),
    "330": lambda incoming: _("is logged in as {account}").format(account=incoming.param(2)),
    "338": _address,
    "335": lambda _heard: _("is a program, not a person"),
    "379": lambda _heard: "",  # modes, as letters
    "671": lambda _heard: _("has an encrypted connection"),
}


@on(*_FACTS, "276", "307", "320", "378", least=3)
def fact(state: State, incoming: Incoming) -> None:
    """One line of an answer to WHOIS; of the rarer ones, the server's own words."""
    reply = state.pending.whois.get(state.fold(incoming.param(1)))
    match incoming.message.command:
        case "311" if reply is not None:
            reply.host = incoming.param(3)
        case "338" if reply is not None and incoming.param(incoming.count - 2) == reply.host:
            return  # it stands behind the name already
    words = _FACTS.get(incoming.message.command, _own_words)
    add_fact(state, incoming.param(1), words(incoming))


def other_fact(state: State, incoming: Incoming) -> bool:
    """Add what a reply without a handler says of somebody. False if it does not belong to WHOIS."""
    return add_fact(state, incoming.param(1), _own_words(incoming))


def add_fact(state: State, nick: str, fact: str) -> bool:
    """Add a fact to the answer about `nick`. False if none is under way."""
    reply = state.pending.whois.get(state.fold(nick))
    if reply is None:
        return False
    if fact and len(reply.facts) < _MOST_FACTS:
        reply.facts.append(fact)
    return True


@on("318", least=2)
def whois_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFWHOIS."""
    reply = state.pending.whois.pop(state.fold(incoming.param(1)), None)
    if reply is not None and reply.facts:
        state.say_here("\n· ".join((incoming.param(1), *reply.facts)), incoming.at)


def in_words(seconds: float) -> str:
    """A span of time in its largest unit: "3 hours"."""
    count = max(0, int(seconds))
    if count < 60:
        text = ngettext("{count} second", "{count} seconds", count)
    elif count < 3600:
        count //= 60
        text = ngettext("{count} minute", "{count} minutes", count)
    elif count < 86_400:
        count //= 3600
        text = ngettext("{count} hour", "{count} hours", count)
    else:
        count //= 86_400
        text = ngettext("{count} day", "{count} days", count)
    return text.format(count=count)


def whois(state: State, nick: str) -> None:
    """Ask what the server knows about somebody, to show it."""
    state.pending.whois[state.fold(nick)] = WhoisReply()
    state.send_if_registered("WHOIS", nick)
