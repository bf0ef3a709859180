"""Names of conversations in questions to the history."""

from tests.server.world import World

ASKING = ("batch", "server-time", "message-tags", "draft/chathistory")


def test_an_answer_names_a_person_as_the_question_did(net: World) -> None:
    alice, bob = net.enter("alice", *ASKING), net.enter("bob")
    bob.says("PRIVMSG alice hi")
    net.settle()
    assert alice.asks("CHATHISTORY LATEST BOB * 10")[0].endswith(" chathistory BOB")


def test_whoever_left_a_channel_may_not_read_what_is_said_there(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob", *ASKING)
    net.join("#tea", alice, bob)
    bob.says("PART #tea")
    alice.says("PRIVMSG #tea secret")
    net.settle()
    (heard,) = bob.asks("CHATHISTORY LATEST #tea * 10")
    assert " FAIL CHATHISTORY INVALID_TARGET LATEST #tea " in heard
