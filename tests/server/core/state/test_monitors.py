from tui_chat.server.core.events import ClientId
from tui_chat.server.core.state.monitors import Monitors
from tui_chat.server.core.state.state_digest import attributes
from tui_chat.wire.names import Folded

ALICE, BOB = ClientId(1), ClientId(2)
TEA = Folded("tea")


def test_a_list_is_found_from_either_side() -> None:
    monitors = Monitors()
    monitors.watch(ALICE, TEA, "Tea")
    monitors.watch(BOB, TEA, "TEA")
    assert monitors.of(ALICE) == {"tea": "Tea"}
    assert monitors.watchers(TEA) == (ALICE, BOB)


def test_nothing_is_kept_for_who_watches_nobody() -> None:
    monitors = Monitors()
    monitors.watch(ALICE, TEA, "Tea")
    monitors.watch(BOB, TEA, "Tea")
    monitors.unwatch(ALICE, TEA)
    monitors.unwatch(ALICE, TEA)
    monitors.forget(BOB)
    assert not any(attributes(monitors).values())
    assert monitors.watchers(TEA) == ()
    assert monitors.of(ALICE) == {}


def test_watching_twice_is_watching_once() -> None:
    monitors = Monitors()
    monitors.watch(ALICE, TEA, "Tea")
    monitors.watch(ALICE, TEA, "TEA")
    assert monitors.of(ALICE) == {"tea": "TEA"}
    assert monitors.watchers(TEA) == (ALICE,)
