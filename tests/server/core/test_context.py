import pytest

from tests.server.world import NOON, World
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Send
from tui_chat.server.core.events import Millis
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.preformatted_numerics import line, replies


@pytest.fixture
def ctx(net: World) -> Context:
    """What a handler is given when alice, who is in #tea with bob, says `TEST one :two words`."""
    alice, _bob = net.join("#tea", "alice", "bob")
    net.enter("carol").says("JOIN #other")
    network = net.node.network
    message = Message("TEST", ("one", "two words"))
    return Context(network, alice.session, Millis(NOON), message, "id")


def told(ctx: Context) -> list[str]:
    return [str(effect.message) for effect in ctx.effects if isinstance(effect, Send)]


def test_parameters_that_were_not_given_are_empty(ctx: Context) -> None:
    assert [ctx.param(index) for index in range(3)] == ["one", "two words", ""]
    assert ctx.param(2, "other") == "other"


def test_each_message_to_others_has_an_id_of_its_own(ctx: Context) -> None:
    assert [ctx.next_msgid() for _ in range(3)] == ["id", "id-2", "id-3"]


@pytest.mark.parametrize("word", ["", "two words", ":colon", " "])
def test_what_cannot_stand_before_the_last_parameter_becomes_a_star(
    ctx: Context, word: str
) -> None:
    ctx.reply(Numeric.ERR_NOSUCHNICK, word)
    assert told(ctx) == [":tui-chat.local 401 alice * :No such nick/channel"]


def test_the_last_parameter_may_be_anything(ctx: Context) -> None:
    ctx.reply(Numeric.RPL_AWAY, "bob", ":( two words")
    ctx.reply(Numeric.RPL_AWAY, "bob", "")
    assert told(ctx) == [
        ":tui-chat.local 301 alice bob ::( two words",
        ":tui-chat.local 301 alice bob :",
    ]


def test_numerics_behind_numerics_are_one_message_with_them(ctx: Context) -> None:
    one, other = line(Numeric.RPL_LUSEROP, "3"), line(Numeric.ERR_NOMOTD)
    ctx.replies(one)
    ctx.replies(other)
    assert [effect.message.params for effect in ctx.effects if isinstance(effect, Send)] == [
        ("alice", f"{one}\n{other}")
    ]


def test_numerics_behind_something_else_or_for_somebody_else_are_not(ctx: Context) -> None:
    bob = ctx.other("bob")
    one = line(Numeric.ERR_NOMOTD)
    ctx.tell(bob.clients, replies(one, "bob", ctx.network.name))
    ctx.replies(one)
    ctx.reply(Numeric.RPL_AWAY, "bob", "out")
    ctx.replies(one)
    receivers = [effect.to for effect in ctx.effects if isinstance(effect, Send)]
    assert receivers == [bob.clients, *[(ctx.session.id,)] * 3]


def test_what_is_not_there_is_refused(ctx: Context) -> None:
    for look, numeric in (
        (lambda: ctx.channel("#none"), Numeric.ERR_NOSUCHCHANNEL),
        (lambda: ctx.own_channel("#other"), Numeric.ERR_NOTONCHANNEL),
        (lambda: ctx.other("nobody"), Numeric.ERR_NOSUCHNICK),
    ):
        with pytest.raises(Refused) as caught:
            look()
        assert caught.value.numeric is numeric


def test_what_is_there_is_found_in_any_case(ctx: Context) -> None:
    assert ctx.own_channel("#TEA").name == "#tea"
    assert ctx.other("BOB").nick == "bob"
    assert ctx.user.nick == "alice"


def test_of_a_list_each_name_is_tried_once_and_refusals_are_answered(ctx: Context) -> None:
    tried: list[str] = []

    def act(name: str) -> None:
        tried.append(name)
        if name == "bad":
            raise Refused(Numeric.ERR_NOSUCHNICK, name)
        if name == "worse":
            raise Failed("TEST", "WRONG", name, text="That is wrong")

    ctx.each("good,,bad,good,GOOD,worse,end", act)
    assert tried == ["good", "bad", "worse", "end"]
    assert told(ctx) == [
        ":tui-chat.local 401 alice bad :No such nick/channel",
        ":tui-chat.local FAIL TEST WRONG worse :That is wrong",
    ]


def test_a_list_without_a_name_is_refused(ctx: Context) -> None:
    with pytest.raises(Refused) as caught:
        ctx.each(",,", pytest.fail)
    assert caught.value.numeric is Numeric.ERR_NEEDMOREPARAMS
    assert caught.value.params == ("TEST",)


def test_telling_nobody_is_no_effect(ctx: Context) -> None:
    ctx.tell((), Message("AWAY"))
    assert ctx.effects == []
