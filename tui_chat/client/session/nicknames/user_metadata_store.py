"""Descriptions of people (IRCv3 draft/metadata), and who is an operator (draft/oper-tag).

It stands beside the nickname and never in its place: anybody may call themselves anything.
"""

from typing import Final

from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.events import Changed
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.sanitizing import quoted
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.user_metadata import NOTHING, Description
from tui_chat.wire.names import Folded
from tui_chat.wire.tags import OPERATOR_TAG

KEYS: Final = ("display-name", "pronouns", "status", "homepage", "avatar")
"""The values that we know of, in the order in which they are shown."""
_FIELDS: Final = {key: key.replace("-", "_") for key in KEYS}
MOST: Final = 5_000
"""People of whom something is known."""
_LONGEST: Final = 300
"""Characters of a value."""


def value_told(state: State, nick: str, key: str, value: str) -> None:
    """Note a value of somebody's description; "" removes it."""
    field = _FIELDS.get(key)
    if field is not None:
        _change(state, nick, **{field: " ".join(value.split())[:_LONGEST]})


def note_operator(state: State, incoming: Incoming) -> None:
    """Each message says whether its sender runs the network, where messages say that at all."""
    if "draft/oper-tag" in state.capabilities:
        operator = "*" if OPERATOR_TAG in incoming.message.tags else ""
        known = state.descriptions.get(state.fold(incoming.nick), NOTHING)
        if known.operator != operator:
            _change(state, incoming.nick, operator=operator)


def renamed(state: State, old: Folded, new: Folded) -> None:
    """Somebody has another nickname."""
    known = state.descriptions.pop(old, None)
    if known is not None:
        state.descriptions[new] = known


def gone(state: State, key: Folded) -> None:
    """Forget somebody who has left the network: another person may take the nickname."""
    state.descriptions.pop(key, None)
    show(state, key)


def facts(description: Description) -> list[str]:
    """The description of somebody, one sentence for each of its parts."""
    words = {
        "display_name": _("goes by {value}"),
        "pronouns": _("pronouns: {value}"),
        "status": _("status: {value}"),
        "homepage": _("homepage: {value}"),
        "avatar": _("picture: {value}"),
    }
    said = ((words[field], getattr(description, field)) for field in _FIELDS.values())
    return [text.format(value=value) for text, value in said if value]


def show(state: State, key: Folded) -> None:
    """Show what is known of a person where one talks with them."""
    buffer = state.buffers.get(key)
    if buffer is not None and buffer.kind is BufferKind.PERSON:
        known = state.descriptions.get(key, NOTHING)
        parts = [
            quoted(said[: _LONGEST - 2]) for said in (known.display_name, known.status) if said
        ]
        if known.operator:
            parts.insert(0, _("runs this network"))
        buffer.topic = " · ".join(parts)


def _change(state: State, nick: str, **values: str) -> None:
    key = state.fold(nick)
    before = state.descriptions.get(key, NOTHING)
    after = before._replace(**values)
    if after == before:
        return
    if after == NOTHING:
        del state.descriptions[key]
    elif before is not NOTHING or len(state.descriptions) < MOST:
        state.descriptions[key] = after
    show(state, key)
    state.tell(Changed())
