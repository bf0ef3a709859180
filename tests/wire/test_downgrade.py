import pytest

from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capability, capability_set
from tui_chat.wire.downgrade import ISUPPORT_BATCH, RESHAPED, TAG_NEEDS, downgrade, reshape
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS

ALL = capability_set(*Capability)
TAGGED = Message(
    "PRIVMSG",
    ("#tea", "hi"),
    "alice!al@host",
    {"time": "T", "account": "A", "batch": "B", "label": "L", "msgid": "M", "+typing": "active"},
)


def test_a_message_with_nothing_to_remove_is_given_back_itself() -> None:
    plain = Message("PRIVMSG", ("#tea", "hi"), "alice!al@host")
    assert downgrade(plain, NO_CAPABILITIES) is plain
    assert downgrade(TAGGED, ALL) is TAGGED


def test_who_asked_for_nothing_sees_no_tags() -> None:
    shown = downgrade(TAGGED, NO_CAPABILITIES)
    assert shown.tags is NO_TAGS
    assert str(shown) == ":alice!al@host PRIVMSG #tea hi"


@pytest.mark.parametrize(
    ("capability", "keys"),
    [
        (Capability.SERVER_TIME, {"time"}),
        (Capability.ACCOUNT_TAG, {"account"}),
        (Capability.BATCH, {"batch"}),
        (Capability.LABELED_RESPONSE, {"label"}),
        (Capability.MESSAGE_TAGS, {"msgid", "+typing"}),
        (Capability.ECHO_MESSAGE, set()),
    ],
)
def test_each_capability_shows_its_own_tags(capability: Capability, keys: set[str]) -> None:
    assert downgrade(TAGGED, capability.bit).tags.keys() == keys


def test_a_join_is_extended_only_for_those_who_asked() -> None:
    join = Message("JOIN", ("#tea", "account", "Real Name"), "alice!al@host")
    assert downgrade(join, Capability.EXTENDED_JOIN.bit) is join
    assert downgrade(join, NO_CAPABILITIES).params == ("#tea",)


@pytest.mark.parametrize(
    ("capabilities", "names"),
    [
        ((), "@alice +bob carol"),
        ((Capability.MULTI_PREFIX,), "@+alice +bob carol"),
        ((Capability.USERHOST_IN_NAMES,), "@alice!al@h +bob!b@h carol!c@h"),
        ((Capability.MULTI_PREFIX, Capability.USERHOST_IN_NAMES),
         "@+alice!al@h +bob!b@h carol!c@h"),
    ],
)  # fmt: skip
def test_names_show_the_ranks_and_hosts_that_were_asked_for(
    capabilities: tuple[Capability, ...], names: str
) -> None:
    reply = Message("353", ("me", "=", "#tea", "@+alice!al@h +bob!b@h carol!c@h"), "irc.example")
    shown = downgrade(reply, capability_set(*capabilities))
    assert shown.params == ("me", "=", "#tea", names)


@pytest.mark.parametrize(
    ("flags", "cut"),
    [("H", "H"), ("H@", "H@"), ("G@+", "G@"), ("H*@+", "H*@"), ("H*", "H*"), ("G~&@%+", "G~")],
)
def test_who_shows_one_rank_unless_more_were_asked_for(flags: str, cut: str) -> None:
    reply = Message("352", ("me", "#tea", "u", "h", "s", "alice", flags, "0 Real"), "irc.example")
    assert downgrade(reply, NO_CAPABILITIES).params[6] == cut
    assert downgrade(reply, Capability.MULTI_PREFIX.bit).params[6] == flags


def test_whois_shows_one_rank_per_channel_unless_more_were_asked_for() -> None:
    reply = Message("319", ("me", "alice", "@+#tea +#milk #water"), "irc.example")
    assert downgrade(reply, NO_CAPABILITIES).params[-1] == "@#tea +#milk #water"
    assert downgrade(reply, Capability.MULTI_PREFIX.bit) == reply


def test_reshaping_leaves_the_tags_alone() -> None:
    join = Message("JOIN", ("#tea", "account", "Real Name"), "alice!al@host", {"msgid": "1"})
    assert reshape(join, NO_CAPABILITIES) == Message("JOIN", ("#tea",), join.source, join.tags)


def test_only_the_commands_that_are_named_are_reshaped() -> None:
    params = ("me", "=", "#tea", "u", "h", "s", "H@+", "@+alice!al@h")
    commands = {"JOIN", "PRIVMSG", "PART", "MODE", "352", "353", "319", "366", "315"}
    commands |= RESHAPED
    messages = [Message(command, params, tags={ISUPPORT_BATCH: "1"}) for command in commands]
    held = Capability.METADATA_3.bit
    assert {one.command for one in messages if reshape(one, held) != one} == RESHAPED


@pytest.mark.parametrize(
    ("params", "cut"),
    [
        (("me", "1", "#tea", "alice", "H*B@+", "H@+"), ("me", "1", "#tea", "alice", "H*B@", "H@+")),
        (("me", "alice", "G"), ("me", "alice", "G")),
    ],
)
def test_whox_shows_one_rank_wherever_the_flags_are(
    params: tuple[str, ...], cut: tuple[str, ...]
) -> None:
    reply = Message("354", params, "irc.example")
    assert downgrade(reply, NO_CAPABILITIES).params == cut
    assert downgrade(reply, Capability.MULTI_PREFIX.bit) == reply


def test_metadata_is_told_in_the_words_of_the_version_asked_for() -> None:
    told = Message("METADATA", ("alice", "url", "*", "https://x"), "irc.example")
    gone = Message("METADATA", ("alice", "url", "*"), "irc.example")
    held = Capability.METADATA_3.bit
    assert downgrade(told, Capability.METADATA_2.bit) == told
    assert str(downgrade(told, held)) == ":irc.example 761 * alice url * https://x"
    assert str(downgrade(gone, held)) == ":irc.example 766 * alice url :Key not set"


def test_features_are_in_a_batch_of_their_own_for_those_who_know_it() -> None:
    tags = {"batch": "r1", ISUPPORT_BATCH: "i1"}
    line = Message("005", ("me", "X", "are supported"), "irc", tags)
    both = capability_set(Capability.BATCH, Capability.EXTENDED_ISUPPORT)
    assert downgrade(line, both).tags == {"batch": "i1"}
    assert downgrade(line, Capability.BATCH.bit).tags == {"batch": "r1"}
    assert downgrade(line, NO_CAPABILITIES).tags == {}


def test_the_tags_that_need_a_capability_of_their_own_are_named() -> None:
    named = {"time", "account", "batch", "label", "draft/multiline-concat", "draft/relaymsg"}
    named |= {"draft/oper"}
    assert TAG_NEEDS.keys() == named
