"""A node that would come to another state than the others is refused, in a sentence."""

import pytest

from tests.server.world import World
from tui_chat.server.cluster import ClusterError, joining_rules
from tui_chat.server.cluster.joining_rules import check, rules
from tui_chat.server.core.settings import Limits, Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.nodes import Member

SHORT_NICKS = Settings(auto_join=(), limits=Limits(nick=9))


def network(*names: str, theirs: str = "") -> Network:
    """A network with these nodes."""
    made = World(settings=Settings(auto_join=()), tick_per_line=True).node.network
    for number, name in enumerate(names, 1):
        made.nodes.join(name, Member(number, name, theirs or rules()))
    return made


def test_who_has_the_same_rules_and_settings_may_join() -> None:
    check("n3", Settings(auto_join=()), network("n1", "n2"))


def test_other_settings_are_refused_but_by_nobody_who_is_there() -> None:
    with pytest.raises(ClusterError, match=r"differs from .* in limits\.nick: make it the same"):
        check("n2", SHORT_NICKS, network("n1"))
    check("n1", SHORT_NICKS, network("n1"))  # itself, as it was before
    with pytest.raises(ClusterError, match="in server"):
        check("n1", Settings(auto_join=(), server="other.example"), network())


def test_other_rules_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    there = network("n1", theirs=rules())
    monkeypatch.setattr(joining_rules, "CORE", 99)
    with pytest.raises(ClusterError, match=r"run core .*, and this one core 99"):
        check("n2", Settings(auto_join=()), there)
