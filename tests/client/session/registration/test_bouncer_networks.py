"""The networks of a bouncer, as it tells them, and a connection that is bound to one."""

import pytest

from tests.client.session.talk import NOON, Talk
from tui_chat.client.events import BufferRenamed, Network, NetworksChanged
from tui_chat.client.session.registration.bouncer_networks import MOST

BOTH = "soju.im/bouncer-networks soju.im/bouncer-networks-notify"
ONE = "soju.im/bouncer-networks"


def network(written: str) -> str:
    return f"@batch=b :irc BOUNCER NETWORK {written}"


def listed(*networks: str) -> list[str]:
    opening = ":irc BATCH +b soju.im/bouncer-networks"
    return [opening, *map(network, networks), ":irc BATCH -b"]


def asking(offer: str = BOTH, isupport: str = "NICKLEN=9") -> Talk:
    """In on a bouncer, bound to none of its networks."""
    talk = Talk(asks_networks=True)
    talk.enters(f"batch {offer}", isupport)
    return talk


def told(talk: Talk) -> list[tuple[Network, ...]]:
    return [each.networks for each in talk.happened() if isinstance(each, NetworksChanged)]


def bound(**rest: str) -> Talk:
    """About to be welcomed on network 7."""
    talk = Talk(network="7", **rest)
    talk.session.connected(trusted=True)
    talk.sent()
    return talk


# Which there are


def test_the_list_is_told_as_a_whole() -> None:
    talk = asking()
    talk.hears(
        *listed("7 name=Tea;nickname=ana_;state=connected", r"8 host=irc.two;error=Not\snow")
    )
    assert told(talk) == [
        (
            Network("7", "Tea", nick="ana_", state="connected"),
            Network("8", "irc.two", error="Not now"),
        )
    ]


def test_changes_are_followed() -> None:
    talk = asking()
    talk.hears(*listed("7 name=Tea;state=connecting", "8 name=Two"))
    told(talk)
    talk.hears(":irc BOUNCER NETWORK 7 state=connected", ":irc BOUNCER NETWORK 8 *")
    talk.hears(":irc BOUNCER NETWORK 9 name=Three;error=Gone", ":irc BOUNCER NETWORK 9 name;error")
    assert talk.shows("")[-1] == "Two is not on this bouncer any more."
    tea = Network("7", "Tea", state="connected")
    assert told(talk) == [
        (tea, Network("8", "Two")),
        (tea,),
        (tea, Network("9", "Three", error="Gone")),
        (tea, Network("9", "9")),
    ]


def test_a_bouncer_that_does_not_tell_by_itself_is_asked() -> None:
    talk = Talk(asks_networks=True)
    talk.connects(f"batch {ONE}")
    assert "BOUNCER LISTNETWORKS" in talk.answers(":irc 001 ana :Welcome", ":irc 422 ana :None")


def test_whoever_wants_no_networks_asks_for_none() -> None:
    talk = Talk()
    talk.session.connected()
    talk.sent()
    assert talk.answers(f":irc CAP * LS :{BOTH}") == ["CAP END"]


def test_a_log_in_that_names_a_network_has_no_others() -> None:
    talk = asking(isupport="BOUNCER_NETID=7")
    talk.hears(*listed("7 name=Tea"), ":irc BOUNCER NETWORK 8 name=Two")
    assert told(talk) == []


def test_a_bouncer_without_networks_says_how_to_add_one_once() -> None:
    talk = asking()
    talk.hears(*listed(), *listed())
    [text] = [text for text in talk.shows("") if "no networks yet" in text]
    assert "BouncerServ" in text


@pytest.mark.parametrize(
    "line",
    [
        ":irc BOUNCER NETWORK 8 name=Two",
        ":irc BOUNCER ADDNETWORK 8",
        ":irc BOUNCER NETWORK",
        ":irc BATCH +b soju.im/bouncer-networks-notify",
    ],
)
def test_before_the_first_list_nothing_is_told(line: str) -> None:
    talk = asking()
    talk.hears(line)
    assert told(talk) == []


def test_what_is_no_network_is_left_out() -> None:
    talk = asking()
    long = "9" * 65
    talk.hears(
        *listed("7 name=Tea", f"{long} name=Long", "\x1b8 name=Red", "8 =x", "8"),
        *(":irc BOUNCER NETWORK :9 10", ":irc BOUNCER NETWORK 9 =x", ":irc BOUNCER OTHER 9 name=x"),
    )
    assert set(told(talk)) == {(Network("7", "Tea"),)}


def test_names_are_safe_and_so_many_only() -> None:
    talk = asking()
    talk.hears(*listed(*(f"{number} name=n\x1b[31m{'x' * 300}" for number in range(MOST + 5))))
    [networks] = told(talk)
    assert len(networks) == MOST
    assert "\x1b" not in networks[0].name
    assert len(networks[0].name) <= 200


# Bound to one


def test_the_network_is_named_before_the_welcome() -> None:
    talk = bound()
    assert talk.answers(f":irc CAP * LS :{BOTH}") == [f"CAP REQ {ONE}"]
    assert talk.answers(f":irc CAP * ACK :{ONE}") == ["BOUNCER BIND 7", "CAP END"]


def test_it_is_named_after_logging_in() -> None:
    talk = bound(account="ana", account_password="word")
    talk.hears(f":irc CAP * LS :sasl=PLAIN {ONE}", f":irc CAP * ACK :sasl {ONE}")
    assert talk.sent()[-1] == "AUTHENTICATE PLAIN"
    talk.hears("AUTHENTICATE +", ":irc 903 ana :Logged in")
    assert talk.sent()[-2:] == ["BOUNCER BIND 7", "CAP END"]


def enters_bound(isupport: str = "BOUNCER_NETID=7 NETWORK=Other") -> Talk:
    talk = bound()
    talk.hears(f":irc CAP * LS :{ONE}", f":irc CAP * ACK :{ONE}")
    talk.sent()
    talk.hears(":irc 001 ana :Welcome", f":irc 005 ana {isupport} :are supported")
    talk.hears(":irc 422 ana :None")
    return talk


def test_the_bouncers_name_for_it_stays() -> None:
    talk = enters_bound()
    assert talk.session.was_registered
    assert talk.session.buffers.server.name == "irc.example"


@pytest.mark.parametrize(
    "lines",
    [
        (":irc CAP * LS :batch", ":irc CAP * ACK :batch"),
        (f":irc CAP * LS :{ONE}", f":irc CAP * NAK :{ONE}"),
        (
            *(f":irc CAP * LS :{ONE}", f":irc CAP * ACK :{ONE}"),
            ":irc FAIL BOUNCER INVALID_NETID BIND 7 :Not found",
            ":irc 001 ana :Welcome",
            ":irc 422 ana :None",
        ),
        (
            *(f":irc CAP * LS :{ONE}", f":irc CAP * ACK :{ONE}"),
            *(":irc 001 ana :Welcome", ":irc 005 ana BOUNCER_NETID=8 :are", ":irc 422 ana :None"),
        ),
        (":irc 421 ana CAP :Unknown", ":irc 001 ana :Welcome", ":irc 422 ana :None"),
    ],
    ids=["no bouncer", "refused", "gone", "another", "no capabilities"],
)
def test_a_connection_that_cannot_be_bound_ends(lines: tuple[str, ...]) -> None:
    talk = bound()
    assert "QUIT" in talk.answers(*lines)
    assert talk.session.refuses_reconnect
    assert not talk.session.was_registered
    assert talk.session.farewell == "The bouncer does not let you use irc.example any more."


def test_another_refusal_of_a_bouncer_is_told() -> None:
    talk = asking()
    talk.hears(":irc FAIL BOUNCER UNKNOWN_COMMAND LISTNETWORKS :Unknown subcommand")
    assert talk.refused() == ["Unknown subcommand"]
    assert not talk.session.refuses_reconnect


# What becomes of it


def test_its_state_is_on_its_page() -> None:
    talk = enters_bound()
    before = len(talk.shows(""))
    for state, error in (
        ("connecting", ""),
        ("connected", ""),
        ("disconnected", ""),
        ("disconnected", "No route"),
        ("connected", ""),
        ("connected", ""),
    ):
        talk.session.follow_network(Network("7", "Tea", state=state, error=error), NOON)
    assert talk.shows("")[before:] == [
        "The bouncer is connected to Tea again.",
        "The bouncer is not connected to Tea.",
        "The bouncer can't reach Tea: No route",
        "The bouncer is connected to Tea again.",
    ]


def test_its_new_name_is_shown() -> None:
    talk = enters_bound()
    talk.happened()
    talk.session.follow_network(Network("7", "Tea", state="connected"), NOON)
    page = talk.buffer("")
    assert page.name == "Tea"
    assert talk.happened() == [BufferRenamed(page, "irc.example")]
