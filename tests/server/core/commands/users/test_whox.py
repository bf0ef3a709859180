"""WHO with fields and flags; `test_who` has the rest."""

import pytest

from tests.server.world import World

END = ":tui-chat.local 315 carol {} :End of WHO list"


@pytest.mark.parametrize("fields", ["tcuihsnfdlaor", "roaldfnshiuct"])
def test_all_fields_come_in_their_own_order(net: World, fields: str) -> None:
    net.join("#tea", "alice")
    carol = net.enter("carol")
    carol.says(f"WHO alice %{fields},123")
    values = "123 #tea alice 255.255.255.255 host tui-chat.local alice H@ 0 0 0 n/a Alice"
    assert carol.hears() == [f":tui-chat.local 354 carol {values}", END.format("alice")]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("%n", "alice"),
        ("%tn,321", "321 alice"),
        ("%tn,1234", "0 alice"),
        ("%tn,x", "0 alice"),
        ("%na", "alice 0"),
        ("%nx", "alice"),
        ("n%n", "alice"),
    ],
)
def test_only_what_was_asked_for_is_shown(net: World, asked: str, answer: str) -> None:
    net.enter("alice")
    carol = net.enter("carol")
    carol.says(f"WHO alice {asked}")
    assert carol.hears() == [f":tui-chat.local 354 carol {answer}", END.format("alice")]


@pytest.mark.parametrize(("asked", "row"), [("%nr", "alice :Alice"), ("%na", "alice 0")])
def test_only_a_real_name_has_a_colon_before_it(
    net: World, monkeypatch: pytest.MonkeyPatch, asked: str, row: str
) -> None:
    monkeypatch.setattr("tests.server.world._without_needless_colon", str)
    net.enter("alice")
    carol = net.enter("carol")
    assert carol.asks(f"WHO alice {asked}")[0] == f":tui-chat.local 354 carol {row}"


def test_one_sees_ones_own_address(net: World) -> None:
    carol = net.enter("carol")
    assert carol.asks("WHO carol %i") == [":tui-chat.local 354 carol host", END.format("carol")]


def test_ranks_are_cut_for_those_who_did_not_ask_for_all(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +v alice")
    carol, dora = net.enter("carol"), net.enter("dora", "multi-prefix")
    carol.says("WHO #tea %nfr")
    dora.says("WHO #tea %nfr")
    assert carol.hears()[0] == ":tui-chat.local 354 carol alice H@ Alice"
    assert dora.hears()[0] == ":tui-chat.local 354 dora alice H@+ Alice"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("WHO *lic* n", ["alice"]),
        ("WHO Alice r", ["alice"]),
        ("WHO ho?t h", ["alice", "carol"]),
        ("WHO alice u", ["alice"]),
        ("WHO * o", []),
        ("WHO x*", []),
    ],
)
def test_flags_say_what_the_mask_is_compared_with(net: World, line: str, found: list[str]) -> None:
    net.enter("alice")
    carol = net.enter("carol")
    *replies, _end = carol.asks(line)
    assert [reply.split()[7] for reply in replies] == found


def test_secret_channels_are_not_shown(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +s")
    carol = net.enter("carol")
    assert carol.asks("WHO #tea", "WHO alice") == [
        END.format("#tea"),
        ":tui-chat.local 352 carol * alice host tui-chat.local alice H :0 Alice",
        END.format("alice"),
    ]
