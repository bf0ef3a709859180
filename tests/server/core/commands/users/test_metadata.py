from collections.abc import Callable

import pytest

from tests.server.account_holders import log_in, register, restarted
from tests.server.world import Person, World
from tui_chat.server.core.settings import Limits, Settings
from tui_chat.server.core.state.state_digest import attributes

CAPS = ("batch", "draft/metadata-3")
SERVER = ":tui-chat.local"


def batch(person: Person) -> tuple[str, list[str]]:
    """What opens a batch, and its lines without the tag; that it is well-formed is checked."""
    opening, *lines, end = person.hears()
    _source, command, reference, *what = opening.split()
    assert command == "BATCH"
    assert end == f"{SERVER} BATCH -{reference[1:]}"
    tag = f"@batch={reference[1:]} "
    assert all(line.startswith(tag) for line in lines)
    return " ".join(what), [line.removeprefix(tag) for line in lines]


def entered(net: World, nick: str, *capabilities: str) -> Person:
    person = net.enter(nick, *(capabilities or CAPS))
    person.hears()
    return person


@pytest.mark.parametrize("target", ["*", "alice", "ALICE"])
def test_what_is_set_can_be_read(net: World, target: str) -> None:
    alice = entered(net, "alice")
    alice.says(f"METADATA {target} SET display-name :Alice \N{PURPLE HEART}")
    answer = f"{SERVER} 761 alice alice display-name * :Alice \N{PURPLE HEART}"
    assert alice.hears() == [answer]
    alice.says(f"METADATA {target} GET avatar display-name Bad")
    assert batch(alice) == (
        "metadata alice",
        [
            f"{SERVER} 766 alice alice avatar :Key not set",
            answer,
            f"{SERVER} WARN METADATA INVALID_KEY Bad :Invalid key",
        ],
    )
    alice.says(f"METADATA {target} LIST")
    assert batch(alice) == ("metadata alice", [answer])
    assert net.is_quiet()


@pytest.mark.parametrize("nothing", ["", " :"])
def test_what_is_set_to_nothing_is_gone(net: World, nothing: str) -> None:
    alice = entered(net, "alice")
    alice.says("METADATA * SET status :here", f"METADATA * SET status{nothing}")
    assert alice.hears()[1:] == [f"{SERVER} 766 alice alice status :Key not set"]
    alice.says("METADATA * LIST")
    assert batch(alice) == ("metadata alice", [])
    assert net.node.network.metadata.values == {}


def test_everything_can_be_cleared(net: World) -> None:
    (alice,) = net.join("#tea", entered(net, "alice"))
    alice.says("METADATA #tea SET display-name :Tea")
    alice.says("METADATA #tea SET avatar :https://example.org/tea.png")
    alice.hears()
    alice.says("METADATA #tea CLEAR")
    assert batch(alice) == (
        "metadata #tea",
        [
            f"{SERVER} 766 alice #tea display-name :Key not set",
            f"{SERVER} 766 alice #tea avatar :Key not set",
        ],
    )


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "INVALID_PARAMS * :Not enough parameters"),
        ("*", "INVALID_PARAMS * :Not enough parameters"),
        ("* SNEEZE", "INVALID_PARAMS SNEEZE :Unknown subcommand"),
        ("* :: hi", "INVALID_PARAMS * :Unknown subcommand"),
        ("* GET", "INVALID_PARAMS GET :Not enough parameters"),
        ("* SET", "INVALID_PARAMS SET :Not enough parameters"),
        ("nobody LIST", "INVALID_TARGET nobody :Invalid metadata target"),
        ("#none LIST", "INVALID_TARGET #none :Invalid metadata target"),
        ("* SET $url x", "INVALID_KEY $url :Invalid key"),
        ("* SET Url x", "INVALID_KEY Url :Invalid key"),
        (f"* SET {'k' * 65} x", f"INVALID_KEY {'k' * 65} :Invalid key"),
        (f"* SET url {'x' * 301}", "INVALID_VALUE url :Value is too long"),
        (f"* SET url {'é' * 151}", "INVALID_VALUE url :Value is too long"),
        ("bob SET url x", "KEY_NO_PERMISSION bob url :Permission denied"),
        ("bob CLEAR", "KEY_NO_PERMISSION bob * :Permission denied"),
        ("#tea SET url x", "KEY_NO_PERMISSION #tea url :Permission denied"),
        ("bob SUB url", "INVALID_TARGET bob :Only your own subscriptions"),
        ("bob UNSUB url", "INVALID_TARGET bob :Only your own subscriptions"),
        ("bob SUBS", "INVALID_TARGET bob :Only your own subscriptions"),
    ],
)
def test_what_cannot_be_is_refused(net: World, words: str, answer: str) -> None:
    alice = entered(net, "alice")
    net.join("#tea", "bob", alice)
    before = net.node.network.snapshot()
    assert alice.asks(f"METADATA {words}".rstrip()) == [f"{SERVER} FAIL METADATA {answer}"]
    assert net.is_quiet()
    assert net.node.network.snapshot() == before


def test_there_are_only_so_many_keys(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), limits=Limits(metadata_keys=1)))
    alice = entered(net, "alice")
    assert alice.asks("METADATA * SET a x", "METADATA * SET b x", "METADATA * SET a y") == [
        f"{SERVER} 761 alice alice a * x",
        f"{SERVER} FAIL METADATA LIMIT_REACHED SET alice 1 :Too many keys",
        f"{SERVER} 761 alice alice a * y",
    ]


@pytest.mark.parametrize("mode", ["+i", "+k key", "+s"])
def test_a_closed_channel_tells_outsiders_nothing(net: World, mode: str) -> None:
    (alice,) = net.join("#tea", entered(net, "alice"))
    alice.says("METADATA #tea SET url :secret", f"MODE #tea {mode}")
    bob = entered(net, "bob")
    for subcommand in "GET url", "LIST", "SYNC":
        bob.says(f"METADATA #tea {subcommand}")
        refusal = f"{SERVER} FAIL METADATA INVALID_TARGET #tea :Invalid metadata target"
        assert bob.hears() == [refusal]


def test_subscriptions_are_answered_and_listed(net: World) -> None:
    alice = entered(net, "alice")
    assert alice.asks("METADATA * SUB avatar $x url avatar") == [
        f"{SERVER} WARN METADATA INVALID_KEY $x :Invalid key",
        f"{SERVER} 770 alice avatar url avatar",
        f"{SERVER} 774 alice *ALL 0 :Try again later",
    ]
    assert alice.asks("METADATA * UNSUB avatar nothing") == [f"{SERVER} 771 alice avatar nothing"]
    alice.says("METADATA * SUBS")
    assert batch(alice) == ("metadata-subs", [f"{SERVER} 772 alice url"])


def test_there_are_only_so_many_subscriptions(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), limits=Limits(metadata_subscriptions=2)))
    alice = entered(net, "alice")
    assert alice.asks("METADATA * SUB a b c a") == [
        f"{SERVER} 770 alice a b",
        f"{SERVER} FAIL METADATA LIMIT_REACHED SUB c 2 :Too many subscriptions",
        f"{SERVER} 774 alice *ALL 0 :Try again later",
    ]


def test_those_who_share_a_channel_and_want_to_know_are_told(net: World) -> None:
    alice, bob = entered(net, "alice"), entered(net, "bob")
    older = entered(net, "older", "batch", "draft/metadata-2")
    other, stranger = entered(net, "other"), entered(net, "stranger")
    for person in alice, bob, older, stranger:
        person.says("METADATA * SUB status")
    net.join("#tea", alice, bob, older, other)
    alice.says("METADATA * SET status :here", "METADATA * SET url :x", "METADATA * SET status")
    assert len(alice.hears()) == 3
    assert bob.hears() == [
        f"{SERVER} 761 * alice status * here",
        f"{SERVER} 766 * alice status :Key not set",
    ]
    assert older.hears() == [
        f"{SERVER} METADATA alice status * here",
        f"{SERVER} METADATA alice status *",
    ]
    assert net.is_quiet()


def test_what_changes_nothing_is_answered_and_told_to_nobody(net: World) -> None:
    alice, bob = entered(net, "alice"), entered(net, "bob")
    bob.says("METADATA * SUB status")
    net.join("#tea", alice, bob)
    alice.says("METADATA * SET status :here")
    net.settle()
    assert alice.asks("METADATA * SET status :here") == [f"{SERVER} 761 alice alice status * here"]
    assert net.is_quiet()


def test_members_are_told_of_their_channel(net: World) -> None:
    alice, bob, stranger = (entered(net, nick) for nick in ("alice", "bob", "stranger"))
    for person in bob, stranger:
        person.says("METADATA * SUB url")
    net.join("#tea", alice, bob)
    alice.says("METADATA #tea SET url :https://example.org")
    assert bob.hears() == [f"{SERVER} 761 * #tea url * https://example.org"]
    assert stranger.hears()[2:] == []


def test_who_joins_is_shown_what_it_wants_to_know(net: World) -> None:
    alice, bob = entered(net, "alice"), entered(net, "bob")
    bob.says("METADATA * SUB url status")
    net.join("#tea", alice)
    alice.says("METADATA * SET status :here", "METADATA * SET avatar :x")
    alice.says("METADATA #tea SET url :y")
    net.settle()
    heard = bob.asks("JOIN #tea")
    start = next(place for place, line in enumerate(heard) if " BATCH +" in line)
    assert heard[start].endswith(" metadata #tea")
    shown = [line.partition(" ")[2] for line in heard[start + 1 : -1]]
    assert shown == [f"{SERVER} 761 * #tea url * y", f"{SERVER} 761 * alice status * here"]


def test_all_in_sight_can_be_synchronised(net: World) -> None:
    alice, bob, watched = (entered(net, nick) for nick in ("alice", "bob", "watched"))
    net.join("#tea", alice, bob)
    for person in alice, watched:
        person.says(f"METADATA * SET status :{person.nick}'s")
    bob.says("MONITOR + watched", "METADATA * SUB status")
    net.settle()
    bob.says("METADATA *ALL SYNC")
    shown = [f"{SERVER} 761 * {nick} status * {nick}'s" for nick in ("alice", "watched")]
    assert batch(bob) == ("metadata *ALL", shown)
    bob.says("METADATA #tea SYNC")
    assert batch(bob) == ("metadata #tea", shown[:1])
    bob.says("METADATA watched SYNC")
    assert batch(bob) == ("metadata watched", shown[1:])


def test_who_watches_is_shown_values_on_coming_and_of_changes(net: World) -> None:
    bob = entered(net, "bob")
    bob.says("METADATA * SUB status", "MONITOR + alice")
    bob.hears()
    alice = entered(net, "alice")
    assert [line.split()[1] for line in bob.hears()] == ["730", "BATCH", "BATCH"]
    alice.says("METADATA * SET status :here")
    assert bob.hears() == [f"{SERVER} 761 * alice status * here"]


def test_values_may_be_set_before_the_nickname(net: World) -> None:
    alice = net.connect()
    alice.says("CAP REQ :batch draft/metadata-3", "METADATA * SET status :here")
    assert alice.asks("METADATA * SUB status", "METADATA somebody GET status")[1:] == [
        f"{SERVER} 761 * * status * here",
        f"{SERVER} 770 * status",
        f"{SERVER} FAIL METADATA INVALID_TARGET somebody :Invalid metadata target",
    ]
    heard = alice.asks("NICK alice", "USER alice 0 * :Alice", "CAP END")
    assert f"{SERVER} 761 * alice status * here" in "\n".join(heard)
    alice.says("NICK alicia", "METADATA * LIST")
    assert f"{SERVER} 761 alicia alicia status * here" in "\n".join(alice.hears())


def test_whois_shows_a_name_to_those_who_know_metadata(net: World) -> None:
    alice, bob, plain = entered(net, "alice"), entered(net, "bob"), net.enter("plain")
    alice.says("METADATA * SET display-name :Alice the First")
    bob.says("WHOIS alice")
    plain.says("WHOIS alice")
    shown = f"{SERVER} 760 bob alice display-name * :Alice the First"
    assert bob.hears().count(shown) == 1
    assert not any(" 760 " in line for line in plain.hears())


def test_both_versions_at_once_are_not_to_be_had(net: World) -> None:
    alice = net.connect()
    alice.says("CAP REQ :batch draft/metadata-2 draft/metadata-3")
    assert alice.hears() == [f"{SERVER} CAP * NAK :batch draft/metadata-2 draft/metadata-3"]


def test_without_the_capability_there_are_no_subscriptions(net: World) -> None:
    alice, bob = entered(net, "alice"), entered(net, "bob")
    bob.says("METADATA * SUB status")
    net.join("#tea", alice, bob)
    bob.says("CAP REQ -draft/metadata-3")
    bob.hears()
    alice.says("METADATA * SET status :here")
    assert bob.hears() == []


def test_values_go_with_their_user_and_their_channel(net: World) -> None:
    (alice,) = net.join("#tea", entered(net, "alice"))
    alice.says("METADATA * SET status :here", "METADATA #tea SET url :x", "QUIT")
    assert not any(attributes(net.node.network.metadata).values())


def test_an_accounts_values_come_back_with_it(net: World) -> None:
    alice = register(net, "alice")
    alice.says("METADATA * SET status :here", "METADATA * SET url :x", "METADATA * SET url", "QUIT")
    again = restarted(net)
    alice = log_in(again, "alice", "alice", *CAPS)
    assert f"{SERVER} 761 * alice status * here" in "\n".join(alice.hears())
    alice.says("METADATA * LIST")
    assert batch(alice)[1] == [f"{SERVER} 761 alice alice status * here"]


def test_what_was_said_before_logging_in_is_the_accounts(net: World) -> None:
    alice = net.enter("alice")
    alice.says("METADATA * SET status :here", "REGISTER * * opensesame")
    net.settle()
    assert net.node.network.metadata.values == {"account:alice": {"status": "here"}}
    assert restarted(net).node.network.metadata.values == {"account:alice": {"status": "here"}}


def test_a_registered_channel_keeps_its_values(net: World) -> None:
    alice = register(net, "alice")
    alice.says("JOIN #tea", "METADATA #tea SET url :x", "CS REGISTER #tea")
    alice.says("METADATA #tea SET avatar :y", "QUIT")
    kept = {"channel:#tea": {"url": "x", "avatar": "y"}}
    assert restarted(net).node.network.metadata.values == kept
    assert net.node.network.metadata.values == kept
