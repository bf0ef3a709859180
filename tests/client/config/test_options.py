"""Options become a door and a profile."""

from pathlib import Path

from tui_chat.client.config.options import ClientOptions, Encryption
from tui_chat.client.connect.connector import StraightDoor, TrustingDoor
from tui_chat.client.connect.known_servers import KnownServers


def test_without_encryption_the_door_is_straight() -> None:
    assert isinstance(ClientOptions("tea").door(), StraightDoor)


def test_with_encryption_the_door_trusts_whom_it_knows() -> None:
    options = ClientOptions("tea", encryption=Encryption(known=KnownServers(None)))
    assert isinstance(options.door(), TrustingDoor)


def test_the_profile_says_who_we_are() -> None:
    how = Encryption(known=KnownServers(None), certificate=Path("mine.pem"))
    profile = ClientOptions("tea", nick="ana", account="an", encryption=how).profile()
    assert (profile.nick, profile.account, profile.certificate) == ("ana", "an", True)
