"""Our mistakes are told; what people said, their passwords above all, never."""

from pathlib import Path

import pytest

from tests.server.world import World
from tui_chat.server import exception_logging
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.events import ClientId, Disconnected, Millis
from tui_chat.server.core.handler_registry import COMMANDS
from tui_chat.server.transport.certificates import Certificate, CertificateError
from tui_chat.server.transport.tls_context_and_socket import Encryption

SECRET = "sesame"


def mistaken(ctx: Context) -> None:
    raise KeyError(*ctx.params)


@pytest.mark.parametrize(
    "line",
    [
        "PASS sesame",
        "OPER root sesame",
        "AUTHENTICATE sesame",
        "REGISTER * * sesame",
        "PRIVMSG NickServ :IDENTIFY ana sesame",
        "@+x=sesame JOIN #tea sesame",
        "MODE #tea +k sesame",
    ],
)
def test_no_password_gets_into_the_log(
    net: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    alice = net.enter("alice")
    for name, command in list(COMMANDS.items()):
        monkeypatch.setitem(COMMANDS, name, command._replace(handler=mistaken))
    monkeypatch.setattr("tui_chat.server.core.event_dispatch.speak", lambda *_: None)
    alice.says(line)
    net.settle()
    (record,) = caplog.records
    assert line.removeprefix("@+x=sesame ").partition(" ")[0] in record.getMessage()
    assert SECRET not in caplog.text


def test_an_effect_that_cannot_be_carried_out_is_told_by_its_kind_and_stops_no_other(
    net: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken_too(_stores: object, change: object) -> None:
        raise ValueError(change)

    monkeypatch.setattr("tui_chat.server.engine.effect_execution.Stores.change", mistaken_too)
    effect = Keep("account", "ana", {"hash": SECRET})
    net.node.carry_out([effect, effect], Millis(0))
    assert [record.getMessage().partition("\n")[0] for record in caplog.records] == [
        "Keep could not be carried out"
    ] * 2
    assert SECRET not in caplog.text


def test_a_certificate_that_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lost = Encryption(Certificate(tmp_path / "c.pem", tmp_path / "k.pem", "", is_own=True))
    with pytest.raises(CertificateError) as raised:
        lost.context()
    exception_logging.report("a connection could not be served and was cut", raised.value)
    (record,) = caplog.records
    assert record.getMessage().startswith("a connection could not be served and was cut: The cert")
    assert "\n" not in record.getMessage()


def test_an_event_is_told_by_its_kind_its_client_and_its_time() -> None:
    event = Disconnected(ClientId(7), Millis(8), SECRET)
    assert exception_logging.describe_event(event) == "Disconnected, client 7, at 8"
