"""WHOIS: what a server knows of somebody, collected and told in one go."""

from collections.abc import Callable
from typing import Final

from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.durations import in_words
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.state import State

_MOST_FACTS: Final = 50


def _user(heard: Heard) -> str:
    address = f"{heard.param(2)}@{heard.param(3)}"
    return _("is {name}, from {address}").format(name=heard.last, address=address)


def _idle(heard: Heard) -> str:
    seconds = heard.param(2)
    if not (seconds.isascii() and seconds.isdigit()):
        return ""
    return _("silent for {time}").format(time=in_words(int(seconds[:10])))


def _address(heard: Heard) -> str:
    places = [heard.param(index) for index in range(2, heard.count - 1)]
    return _("connects from {place}").format(place=" ".join(places)) if places else heard.last


_FACTS: Final[dict[str, Callable[[Heard], str]]] = {
    "311": _user,
    "312": lambda heard: _("is on {server}").format(server=heard.param(2)),
    "313": lambda _heard: _("runs this server"),
    "317": _idle,
    "319": lambda heard: _("is in {channels}").format(channels=heard.last),
    "330": lambda heard: _("is logged in as {account}").format(account=heard.param(2)),
    "338": _address,
    "335": lambda _heard: _("is a program, not a person"),
    "379": lambda _heard: "",  # modes, as letters
    "671": lambda _heard: _("has an encrypted connection"),
}


@on(*_FACTS, "276", "307", "320", "378", least=2)
def fact(state: State, heard: Heard) -> None:
    """One line of an answer to WHOIS; of the rarer ones, the server's own words."""
    facts = state.asked.whois.get(state.fold(heard.param(1)))
    if facts is None or len(facts) >= _MOST_FACTS:
        return
    words = _FACTS.get(heard.message.command)
    said = words(heard) if words else heard.last
    if said:
        facts.append(said)


@on("318", least=2)
def whois_ended(state: State, heard: Heard) -> None:
    """RPL_ENDOFWHOIS."""
    facts = state.asked.whois.pop(state.fold(heard.param(1)), None)
    if facts:
        state.say_here("\n· ".join((heard.param(1), *facts)), heard.at)
