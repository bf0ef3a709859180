"""METADATA: what people say of themselves (IRCv3 draft/metadata-2 and -3)."""

from typing import Final

from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels.whois import add_fact
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.user_metadata import NOTHING
from tui_chat.client.session.nicknames.user_metadata_store import KEYS, facts, value_told

CAPABILITIES: Final = ("draft/metadata-3", "draft/metadata-2")


def subscribe(state: State) -> None:
    """After the welcome: ask to be told the values that we know of."""
    if _offered(state):
        state.send("METADATA", "*", "SUB", *KEYS)


def describe_me(state: State, key: str, value: str) -> None:
    """Say this of ourselves to everybody, or with "" nothing any more."""
    if not _offered(state):
        state.refuse(_("This server doesn't support descriptions of people."), state.now)
    else:
        state.pending.description = True
        state.send("METADATA", "*", "SET", key, *([value] if value else []))


def my_description(state: State) -> list[str]:
    """Our own description, one sentence for each of its parts."""
    return facts(state.descriptions.get(state.fold(state.nick), NOTHING))


def _offered(state: State) -> bool:
    return not state.capabilities.isdisjoint(CAPABILITIES)


@on("METADATA", least=3)
def told(state: State, incoming: Incoming) -> None:
    """METADATA <target> <key> <visibility> [:<value>]: a value has changed."""
    _take(state, incoming, incoming.param(0), 1)


@on("761", least=4)
def value(state: State, incoming: Incoming) -> None:
    """RPL_KEYVALUE <target> <key> <visibility> :<value>."""
    _take(state, incoming, incoming.param(1), 2)
    if state.pending.description and state.is_me(_person(state, incoming.param(1))):
        state.pending.description = False
        text = _("Others can now see: {description}")
        description = "; ".join(_facts(incoming.param(2), incoming.last)) or incoming.last
        state.say_here(text.format(description=description), incoming.at)


@on("766", least=3)
def no_value(state: State, incoming: Incoming) -> None:
    """RPL_KEYNOTSET <target> <key> :<text>."""
    nick = _person(state, incoming.param(1))
    value_told(state, nick, incoming.param(2), "")
    if state.pending.description and state.is_me(nick):
        state.pending.description = False
        state.say_here(_("Others can no longer see that."), incoming.at)


@on("760", least=5)
def in_whois(state: State, incoming: Incoming) -> None:
    """RPL_WHOISKEYVALUE <nick> <key> <visibility> :<value>."""
    for fact in _facts(incoming.param(2), incoming.last):
        add_fact(state, incoming.param(1), fact)


def _facts(key: str, value: str) -> list[str]:
    """A value in words; nothing for a key that we do not know."""
    if key not in KEYS:
        return []
    return facts(NOTHING._replace(**{key.replace("-", "_"): " ".join(value.split())}))


@on("770", "771", "772", "774")
def subscribed(_state: State, _heard: Incoming) -> None:
    """RPL_METADATASUBOK and the like: for programs."""


def _take(state: State, incoming: Incoming, target: str, key_at: int) -> None:
    if not state.is_channel(target):
        given = incoming.count > key_at + 2
        text = incoming.text(key_at + 2) if given else ""
        value_told(state, _person(state, target), incoming.param(key_at), text)


def _person(state: State, target: str) -> str:
    return state.nick if target == "*" else target
