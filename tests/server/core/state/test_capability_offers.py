import pytest

from tests.server.world import World
from tui_chat.server.core.settings import Limits, Settings
from tui_chat.server.core.state.capability_offers import announcements, offers
from tui_chat.wire.capability_enum import Capability


def test_limits_are_the_values_of_capabilities() -> None:
    limits = Limits(multiline_bytes=5, multiline_lines=6, metadata_keys=7, metadata_value=8)
    values = offers(Settings(limits=limits))
    assert values[Capability.MULTILINE] == "max-bytes=5,max-lines=6"
    assert {"before-connect", "max-keys=7", "max-value-bytes=8"} <= set(
        values[Capability.METADATA_3].split(",")
    )


@pytest.mark.parametrize(
    ("secure", "value"), [(False, "port=6697"), (True, "duration=60")], ids=["plain", "encrypted"]
)
def test_clients_are_sent_to_the_encrypted_port_and_kept_there(secure: bool, value: str) -> None:
    settings = Settings(sts_port=6697, sts_duration=60)
    assert announcements(settings, secure=secure) == {"sts": value}


def test_without_an_encrypted_port_nobody_is_sent_anywhere() -> None:
    assert announcements(Settings(), secure=False) == {}


def test_what_is_announced_cannot_be_asked_for(net: World) -> None:
    net.node.configure(Settings(auto_join=(), sts_port=6697))
    person = net.connect()
    heard = person.asks("CAP LS 302", "CAP REQ sts")
    assert any("sts=port=6697" in line for line in heard)
    assert heard[-1] == ":tui-chat.local CAP * NAK sts"


def test_values_are_for_those_who_know_them(net: World) -> None:
    person = net.connect()
    assert not any("=" in line for line in person.asks("CAP LS"))
