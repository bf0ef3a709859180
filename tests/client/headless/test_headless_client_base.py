"""A visit without a screen: in, wait, out."""

import pytest

from tests.client.peers import peer
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect import reconnecting_link
from tui_chat.client.headless import headless_client_base as visit_module
from tui_chat.client.headless.headless_client_base import (
    INTERRUPTED,
    HeadlessClient,
    HeadlessError,
    run,
)

HOST = "127.0.0.1"


def options(port: int, nick: str = "ana", **rest: object) -> ClientOptions:
    return ClientOptions(HOST, port, nick, **rest)  # type: ignore[arg-type]


async def test_it_goes_in_and_out(port: int) -> None:
    async with HeadlessClient(options(port)) as visit:
        place = await visit.join("#tea")
        assert (visit.session.registered, place.joined) == (True, True)
    assert not visit.session.registered


async def test_another_nickname_will_do(port: int) -> None:
    async with HeadlessClient(options(port)), HeadlessClient(options(port)) as second:
        assert second.session.nick == "ana_"


async def test_a_nickname_can_be_insisted_on(port: int) -> None:
    async with HeadlessClient(options(port)):
        with pytest.raises(HeadlessError, match='"ana" is taken'):
            async with HeadlessClient(options(port), insist=True):
                pass


async def test_a_channel_that_does_not_let_us_in_is_told(port: int) -> None:
    async with HeadlessClient(options(port)) as ana, HeadlessClient(options(port, "bia")) as bia:
        await ana.join("#tea")
        ana.session.set_modes("#tea", "+i")
        await ana.settle()
        with pytest.raises(HeadlessError, match="#tea is by invitation only"):
            await bia.join("#tea")


async def test_a_login_that_fails_ends_it(port: int) -> None:
    with pytest.raises(HeadlessError, match="account or its password"):
        async with HeadlessClient(options(port, account="ana", account_password="no")):
            pass


async def test_a_server_that_goes_away_is_told(port: int) -> None:
    async with HeadlessClient(options(port)) as visit:
        visit.link._abort()
        with pytest.raises(HeadlessError):
            await visit.settle()


async def test_a_server_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visit_module, "PATIENCE", 0.05)
    monkeypatch.setattr(reconnecting_link, "_GOODBYE", 0.01)
    async with peer(lambda _line: []) as silent:
        with pytest.raises(HeadlessError, match="does not answer"):
            async with HeadlessClient(options(silent)):
                pass


def test_what_goes_wrong_is_a_sentence_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    async def failing() -> int:
        raise HeadlessError("Nobody is there.")

    assert run(failing()) == 1
    assert capsys.readouterr().err == "tui-chat: Nobody is there.\n"


def test_an_interruption_is_no_mistake() -> None:
    async def interrupted() -> int:
        raise KeyboardInterrupt

    assert run(interrupted()) == INTERRUPTED
