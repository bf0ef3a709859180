"""The snapshot is the whole state: a change of any attribute of any object shows in it."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
import pytest

from tests.server.core.state.busy_network import busy_network
from tui_chat.server.core import state
from tui_chat.server.core.state.attempt_limits import AttemptLimit
from tui_chat.server.core.state.auth_tokens import Tokens
from tui_chat.server.core.state.names_cache import NamesCache
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.network_bans import Ban
from tui_chat.server.core.state.session import Exchange, Registration
from tui_chat.server.core.state.state_digest import names, plain
from tui_chat.server.core.state.welcome_numerics import Greeting
from tui_chat.wire.tags import NO_TAGS

CHANGED = "changed"


@pytest.fixture
def busy() -> Network:
    return busy_network().node.network


@dataclass(frozen=True)
class Part:
    """An object of the state, and where it was found."""

    path: str
    thing: object


def parts(network: Network) -> Iterator[Part]:
    """Each object of the state whose attributes can change, once."""
    seen: set[int] = set()
    waiting = [Part("network", network)]
    while waiting:
        part = waiting.pop()
        if id(part.thing) in seen:
            continue
        seen.add(id(part.thing))
        if is_mutable(part.thing):
            yield part
            waiting += [
                Part(f"{part.path}.{name}", getattr(part.thing, name)) for name in names(part.thing)
            ]
        elif isinstance(part.thing, dict):
            both: Iterable[object] = (*part.thing.keys(), *part.thing.values())
            waiting += [Part(f"{part.path}[]", one) for one in both]


def is_mutable(thing: object) -> bool:
    return type(thing) in CLASSES


def mutable_classes() -> Iterator[type]:
    """The classes of the package whose objects can change."""
    for module in pkgutil.iter_modules(state.__path__, f"{state.__name__}."):
        for one in vars(importlib.import_module(module.name)).values():
            if (
                isinstance(one, type)
                and one.__module__ == module.name
                and not issubclass(one, tuple | msgspec.Struct | Exception)
                and not getattr(one, "_is_protocol", False)
            ):
                yield one


CLASSES = frozenset(mutable_classes()) - {Exchange, Registration, Tokens, Greeting}
"""Three are of one node alone, and one is made of the settings."""


def test_a_change_of_any_attribute_of_any_object_shows(busy: Network) -> None:
    before = busy.snapshot()
    for part in list(parts(busy)):
        for name in names(part.thing):
            if part.thing is busy and name in {"users", "channels"}:
                continue
            held = getattr(part.thing, name)
            setattr(part.thing, name, CHANGED)
            try:
                assert busy.snapshot() != before, f"{part.path}.{name} is in no snapshot"
            finally:
                setattr(part.thing, name, held)
    assert busy.snapshot() == before


@pytest.mark.parametrize("name", ["users", "channels"])
def test_who_and_what_there_is_shows(busy: Network, name: str) -> None:
    before = busy.snapshot()
    getattr(busy, name).popitem()
    assert busy.snapshot() != before


def test_every_class_of_the_state_is_looked_at(busy: Network) -> None:
    """The busy network must have an object of each class, or the test above proves little."""
    assert {type(part.thing) for part in parts(busy)} == CLASSES - {NamesCache}


def test_caches_do_not_show(busy: Network) -> None:
    before = busy.snapshot()
    for channel in busy.channels.values():
        channel.names(400)
        for user in busy.users.values():
            channel.lists["b"].names(user, busy.fold)
    assert busy.snapshot() == before


def test_the_order_counts() -> None:
    limit, other = AttemptLimit(1, 1000), AttemptLimit(1, 1000)
    for key in ("a", "b"):
        limit.add(key, 0)  # type: ignore[arg-type]
    for key in ("b", "a"):
        other.add(key, 0)  # type: ignore[arg-type]
    assert plain(limit) != plain(other)


def test_what_is_not_known_is_no_state() -> None:
    with pytest.raises(TypeError, match="no plain form of a object"):
        plain(object())
    with pytest.raises(TypeError):
        plain(NO_TAGS.__class__)


def test_a_ban_is_shown_with_what_it_fits(busy: Network) -> None:
    (ban,) = busy.bans.all(0)  # type: ignore[arg-type]
    assert isinstance(ban, Ban)
    assert "10.0.0.0/8" in repr(plain(ban))
