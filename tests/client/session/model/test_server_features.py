import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.model.server_features import Features
from tui_chat.wire.names import Casemapping


def test_features_are_read_from_several_lines() -> None:
    features = Features()
    features.read(["NETWORK=My\\x20Net", "NICKLEN=20", "PREFIX=(qo)~@"])
    features.read(["CASEMAPPING=ascii", "LINELEN=1024", "STATUSMSG=~@", "CHANTYPES=#"])
    assert features.network == "My Net"
    assert features.nick_length == 20
    assert features.rank_of_letter == {"q": "~", "o": "@"}
    assert features.casemapping is Casemapping.ASCII
    assert features.line_length == 1024
    assert features.bare_channel("@#tea") == "#tea"
    assert not features.is_channel("&tea")


@pytest.mark.parametrize(
    "token",
    [
        "PREFIX=ov",
        "PREFIX=(ov",
        "PREFIX=",
        "CHANMODES=",
        "NICKLEN=-1",
        "NICKLEN=9e9",
        "=",
        "-",
        "CHANTYPES=",
        "LINELEN=99999999999999",
        "CASEMAPPING=klingon",
        "NICKLEN=٣",
    ],
)
def test_nonsense_is_survived(token: str) -> None:
    features = Features()
    features.read([token])
    assert features.line_length <= 65_536
    assert not features.is_channel("")


def test_a_server_cannot_tell_features_without_end() -> None:
    features = Features()
    for number in range(5_000):
        features.read([f"X{number}"])
    assert len(features._tokens) <= 500


def test_names_are_looked_up_as_the_server_folds_them() -> None:
    talk = Talk()
    talk.enters(isupport="CASEMAPPING=rfc1459")
    talk.joins("#Tea[1]", "Bia")
    assert talk.session.find("#tea{1}") is not None
    talk.hears(":irc 005 ana CASEMAPPING=ascii :are supported")
    assert talk.session.find("#tea{1}") is None
    assert talk.session.find("#TEA[1]") is not None


def test_what_is_escaped_in_a_value_is_safe_to_show() -> None:
    features = Features()
    features.read([r"NETWORK=a\x1B]0;x\x07b", r"PREFIX=(ov)\x1B+"])
    assert not {"\x1b", "\x07"} & {*features.network, *features.rank_marks}


def test_a_limit_without_a_number_is_none() -> None:
    features = Features()
    features.read(["MONITOR", "CHATHISTORY", "NICKLEN", "CASEMAPPING", "LINELEN", "BOT"])
    assert features.monitored > 0
    assert (features.history_page, features.nick_length, features.line_length) == (0, 0, 512)
    assert features.casemapping is Casemapping.RFC1459
    assert features.bot_mode == ""


def test_whom_we_talk_with_is_watched_without_a_limit() -> None:
    talk = Talk()
    talk.enters(isupport="MONITOR")
    talk.session.talk_to("bob")
    assert talk.sent() == ["MONITOR + bob"]


@pytest.mark.parametrize(
    ("tokens", "target", "audience"),
    [
        (["STATUSMSG=@+"], "@#tea", ("@", "#tea")),
        (["STATUSMSG=@+"], "@+#tea", ("@+", "#tea")),
        (["STATUSMSG=@+"], "+@#tea", ("@+", "#tea")),
        ([], "@#tea", ("@", "#tea")),
        ([], "+#tea", ("+", "#tea")),
        (["PREFIX=(qaohv)~&@%+", "CHANTYPES=#"], "&#tea", ("&", "#tea")),
        ([], "&#tea", ("", "&#tea")),
        (["CHANTYPES=#+"], "+#tea", ("", "+#tea")),
        ([], "#tea", ("", "#tea")),
        ([], "@bia", ("", "@bia")),
        ([], "", ("", "")),
    ],
)
def test_the_audience_of_a_message_is_read_from_its_target(
    tokens: list[str], target: str, audience: tuple[str, str]
) -> None:
    features = Features()
    features.read(tokens)
    assert features.audience_of(target) == audience


@pytest.mark.parametrize(
    ("tokens", "sent"),
    [
        ("EXTBAN=~,am", "b ~m:x"),
        ("EXTBAN=,am", "b m:x"),
        ("EXTBAN=~,a", None),
        ("EXTBAN=am", None),
        ("EXTBAN=~~~,m", None),
        ("EXTBAN=", None),
        ("EXTBAN=~,acmqrt PREFIX=(qaohv)~&@%+", "b ~q:x"),  # UnrealIRCd
        ("EXTBAN=$,ajrxz CHANMODES=eIbq,k,flj,CFgimnprstuz", "q x"),  # Solanum
        ("CHANMODES=beI,k,l,imnst PREFIX=(qo)~@", None),
    ],
)
def test_how_people_are_kept_from_speaking(tokens: str, sent: str | None) -> None:
    features = Features()
    features.read(tokens.split())
    muting = features.muting
    assert (muting and f"{muting.letter} {muting.entry('x')}") == sent


@pytest.mark.parametrize(
    ("tokens", "entry", "mask"),
    [
        ("EXTBAN=~,qm", "b ~quiet:x!*@*", "x!*@*"),
        ("EXTBAN=~,qm", "b ~q:x!*@*", "x!*@*"),
        ("EXTBAN=~,qm", "b ~m:moderated:x!*@*", ""),
        ("EXTBAN=,m", "b mute:x!*@*", "x!*@*"),
        ("EXTBAN=,m", "e m:x!*@*", ""),
        ("EXTBAN=$,a CHANMODES=beIq,k,l,imnst", "q $a:x", "$a:x"),
        ("EXTBAN=$,a CHANMODES=beIq,k,l,imnst", "b $a:x", ""),
    ],
)
def test_which_entries_only_keep_people_from_speaking(tokens: str, entry: str, mask: str) -> None:
    features = Features()
    features.read(tokens.split())
    assert features.muted_mask(*entry.split()) == mask


@pytest.mark.parametrize("name", ["precis", "rfc8265", "rfc7613", "RFC7613"])
def test_names_in_any_script_are_compared_by_whatever_name_that_goes(name: str) -> None:
    talk = Talk()
    talk.enters(isupport=f"CASEMAPPING={name}")
    talk.joins("#caf\u00e9", "bia")
    talk.hears(":bia!b@host PRIVMSG #CAF\u00c9 :hi")
    assert talk.shows("#caf\u00e9") == ["<bia> hi"]
