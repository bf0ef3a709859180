"""Whether the user of an account stays without a connection."""

from tests.server.account_holders import log_in, register
from tests.server.world import World

STATUS = ":tui-chat.local PERSISTENCE STATUS"


def test_it_is_said_between_the_features_and_the_message_of_the_day(net: World) -> None:
    register(net, "ana").says("PERSISTENCE SET ON")
    again = log_in(net, "ana", "ana", "draft/persistence")
    commands = [line.split()[1] for line in again.hears()]
    place = commands.index("PERSISTENCE")
    assert max(i for i, word in enumerate(commands) if word == "005") < place
    assert place < commands.index("422")
    assert commands.count("PERSISTENCE") == 1


def test_the_accounts_other_connections_are_told(net: World) -> None:
    ana = register(net, "ana")
    other = log_in(net, "ana", "ana", "draft/persistence")
    quiet = log_in(net, "ana", "ana")
    net.settle()
    ana.says("NS SET ALWAYS-ON ON")
    assert ana.hears() == [":NickServ!NickServ@tui-chat.local NOTICE ana :ALWAYS-ON is ON"]
    assert other.hears() == [f"{STATUS} ON ON"]
    assert quiet.hears() == []


def test_who_has_no_account_is_told_nothing_on_entering(net: World) -> None:
    bob = net.connect("bob")
    bob.says("CAP REQ draft/persistence", "NICK bob", "USER bob 0 * :Bob", "CAP END")
    assert not [line for line in bob.hears() if "PERSISTENCE STATUS" in line]
