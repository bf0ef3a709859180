"""TOKEN (IRCv3 draft/authtoken)."""

from collections.abc import Callable

import msgspec
import pytest

from tests.server.account_holders import register, settings
from tests.server.world import Person, World
from tui_chat.server.core.settings import Service, Settings
from tui_chat.server.core.state.auth_tokens import LIFETIME

QUOTES = Service("example.com/Quotes", "https://quotes.example", "Quotes")
LOCAL = "127.0.0.1"
SERVER = ":tui-chat.local"


@pytest.fixture
def net(world: Callable[[Settings], World]) -> World:
    return world(msgspec.structs.replace(settings(), services=(QUOTES,)))


def asks(person: Person, line: str) -> list[str]:
    """The answer, without tags."""
    person.hears()
    return [one.partition(" ")[2] if one[0] == "@" else one for one in person.asks(line)]


def made(person: Person, scope: str = "") -> str:
    (line,) = asks(person, f"TOKEN GENERATE example.com/quotes {scope}")
    assert line.startswith(f"{SERVER} TOKEN GENERATE {QUOTES.key} {QUOTES.url} ")
    return line.rpartition(" ")[2]


def service(net: World, host: str = LOCAL) -> Person:
    """A service that has asked for batches, and does not register."""
    person = net.connect(host=host)
    person.says("CAP REQ batch")
    return person


def claims(person: Person, secret: str, url: str = QUOTES.url) -> list[str]:
    return asks(person, f"TOKEN VALIDATE {QUOTES.key} {url} :{secret}")


def test_a_service_learns_whose_a_token_is(net: World) -> None:
    ana = register(net, "ana", "batch")
    start, account, name, end = claims(service(net), made(ana))
    assert start.endswith(f" draft/authtoken {QUOTES.key} {QUOTES.url}")
    assert [account, name] == [
        f"{SERVER} TOKEN CLAIM account ana",
        f"{SERVER} TOKEN CLAIM name ana",
    ]
    assert " BATCH -" in end


def test_with_a_channel_it_learns_what_they_are_there_and_no_more(net: World) -> None:
    ana = register(net, "ana", "batch")
    net.join("#tea", ana)
    net.join("#other", ana)
    heard = claims(service(net), made(ana, "#TEA"))
    assert [line.partition("CLAIM ")[2] for line in heard[3:-1]] == [
        "scope #tea",
        "member_of #tea",
        "operator_of #tea",
    ]


def test_a_token_is_good_once_for_its_service_and_not_for_long(net: World) -> None:
    ana, asker = register(net, "ana", "batch"), service(net)
    refusal = [f"{SERVER} FAIL TOKEN INVALID_TOKEN :The token could not be validated"]
    secret = made(ana)
    assert claims(asker, secret, "https://other.example") == refusal
    assert len(claims(asker, secret)) == 4
    assert claims(asker, secret) == refusal
    late = made(ana)
    net.now += LIFETIME
    assert claims(asker, late) == refusal


def test_a_token_of_an_account_that_is_gone_is_nobodys(net: World) -> None:
    ana = register(net, "ana", "batch")
    secret = made(ana)
    net.node.network.accounts.remove("ana")
    assert "INVALID_TOKEN" in claims(service(net), secret)[0]


def test_only_the_service_may_ask(net: World) -> None:
    secret = made(register(net, "ana", "batch"))
    assert "NO_PERMISSIONS" in claims(service(net, "192.0.2.1"), secret)[0]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("TOKEN NONSENSE", "UNKNOWN_COMMAND NONSENSE"),
        ("TOKEN GENERATE nonsense", "UNKNOWN_SERVICE nonsense"),
        ("TOKEN GENERATE example.com/quotes #nowhere", "INVALID_SCOPE #nowhere"),
        ("TOKEN GENERATE example.com/quotes bob", "INVALID_SCOPE bob"),
        ("TOKEN GENERATE example.com/quotes #bobs", "NO_PERMISSIONS #bobs"),
        ("TOKEN VALIDATE", "UNKNOWN_SERVICE *"),
    ],
)
def test_what_cannot_be_is_refused(net: World, line: str, code: str) -> None:
    net.join("#bobs", "bob")
    (heard,) = asks(register(net, "ana", "batch"), line)
    assert heard.startswith(f"{SERVER} FAIL TOKEN {code} :")


def test_nobody_gets_one_without_an_account_or_batches(net: World) -> None:
    line = "TOKEN GENERATE example.com/quotes"
    assert "ACCOUNT_REQUIRED" in asks(net.enter("bob", "batch"), line)[0]
    assert "NEED_CAPABILITY batch" in asks(register(net, "ana"), line)[0]


PIECES = (
    "BATCH +t draft/authtoken {service} https://quotes.example",
    "@batch=t TOKEN VALIDATE :" + "x" * 400,
    "@batch=t TOKEN VALIDATE :" + "y" * 100,
    "BATCH -t",
)


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
def test_a_token_in_pieces_is_none_of_ours_and_answered_as_any(net: World, host: str) -> None:
    asker = service(net, host)
    asker.hears()
    heard = []
    for line in PIECES:
        asker.says(line.format(service=QUOTES.key))
        heard += asker.hears()
    code = "INVALID_TOKEN" if host == "127.0.0.1" else "NO_PERMISSIONS"
    (answer,) = heard
    assert f" FAIL TOKEN {code} " in answer
    assert net.is_quiet()


def test_before_registration_only_tokens_come_in_pieces(net: World) -> None:
    asker = service(net)
    asker.hears()
    assert " 451 " in asker.asks("BATCH +m draft/multiline #tea")[0]
    assert " 451 " in asker.asks("@batch=m PRIVMSG #tea :hello")[0]


# FILEHOST TOKEN, of the older draft


@pytest.fixture
def files(world: Callable[[Settings], World]) -> World:
    host = Service("FILEHOST", "https://chat.example/files", "Files")
    kept = msgspec.structs.replace(settings(), services=(host,), file_host=host.url)
    return world(kept)


def test_whoever_sends_a_file_gets_a_token_for_it(files: World) -> None:
    ana = register(files, "ana", "")
    (line,) = asks(ana, "FILEHOST TOKEN")
    assert line.startswith(f"{SERVER} FILEHOST TOKEN ")
    url = "https://chat.example/files"
    checker = service(files)
    checker.hears()
    checker.says(f"TOKEN VALIDATE FILEHOST {url} :{line.rpartition(' ')[2]}")
    assert any("CLAIM account ana" in each for each in checker.hears())


@pytest.mark.parametrize(
    ("line", "code"), [("FILEHOST TOKEN", "ACCOUNT_REQUIRED"), ("FILEHOST x", "UNKNOWN_COMMAND x")]
)
def test_others_get_no_token_for_files(files: World, line: str, code: str) -> None:
    (answer,) = asks(files.enter("bob"), line)
    assert answer.startswith(f"{SERVER} FAIL FILEHOST {code} ")


def test_without_files_there_is_no_token_for_them(net: World) -> None:
    (answer,) = asks(register(net, "ana", ""), "FILEHOST TOKEN")
    assert answer.startswith(f"{SERVER} FAIL FILEHOST UNKNOWN_COMMAND TOKEN ")
