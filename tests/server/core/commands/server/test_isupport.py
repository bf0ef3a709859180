import pytest

from tests.server.world import World


def test_features_can_be_asked_for_before_registration(net: World) -> None:
    person = net.connect()
    person.says("ISUPPORT")
    heard = person.hears()
    assert heard
    assert all(line.startswith(":tui-chat.local 005 * ") for line in heard)


@pytest.mark.parametrize("command", ["ISUPPORT", "VERSION"])
def test_features_come_in_a_batch_for_those_who_asked_for_one(net: World, command: str) -> None:
    alice = net.enter("alice", "batch", "draft/extended-isupport")
    alice.says(command)
    heard = [line for line in alice.hears() if " 351 " not in line]
    opening, *lines, end = heard
    reference = opening.split()[2][1:]
    assert opening == f":tui-chat.local BATCH +{reference} draft/isupport"
    assert all(line.startswith(f"@batch={reference} :tui-chat.local 005 ") for line in lines)
    assert end == f":tui-chat.local BATCH -{reference}"


def test_a_labelled_answer_is_the_batch(net: World) -> None:
    caps = ("batch", "labeled-response", "draft/extended-isupport")
    alice = net.enter("alice", *caps)
    alice.says("@label=x ISUPPORT")
    opening, line, *_rest = alice.hears()
    reference = opening.split()[3][1:]
    assert opening == f"@label=x :tui-chat.local BATCH +{reference} draft/isupport"
    assert line.startswith(f"@batch={reference} :tui-chat.local 005 ")


def test_every_line_has_at_most_thirteen_tokens(net: World) -> None:
    alice = net.enter("alice")
    alice.says("ISUPPORT")
    for line in alice.hears():
        head, _, text = line.removeprefix(":").partition(" :")
        assert len(head.split()) - 3 <= 13
        assert text == "are supported by this server"
