"""From the configuration to where the client goes."""

from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.config.options_from_server_section import named, options_of
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice

TEA = Server(
    "tea", "tea.example", 6697, channels=("#a",), tls=EncryptionChoice.REQUIRED, account="ana"
)


def test_a_server_is_found_by_its_name_then_by_its_address() -> None:
    other = Server("tea.example", "other.example")
    assert named(Config(servers=(TEA,)), "tea.example") is TEA
    assert named(Config(servers=(TEA, other)), "tea.example") is other
    assert named(Config(servers=(TEA,)), "coffee") is None


def test_it_says_where_and_as_whom() -> None:
    options = options_of(TEA, Config(nick="ana", realname="Ana Maria"))
    assert (options.host, options.port, options.nick) == ("tea.example", 6697, "ana")
    assert (options.channels, options.account, options.realname) == (("#a",), "ana", "Ana Maria")
    assert options.encryption is not None
    assert options.encryption.choice is EncryptionChoice.REQUIRED


def test_what_a_picture_tells_is_kept_only_if_one_wants_it() -> None:
    assert not options_of(TEA, Config()).keep_picture_metadata
    assert options_of(TEA, Config(keep_picture_metadata=True)).keep_picture_metadata


def test_passwords_come_from_commands() -> None:
    server = Server("a", "a", password_command="echo one", account_password_command="echo two")
    options = options_of(server, Config())
    assert (options.password, options.account_password) == ("one", "two")


def test_a_certificate_may_lie_in_the_home_folder() -> None:
    options = options_of(Server("a", "a", certificate="~/mine.pem"), Config())
    assert options.encryption is not None
    assert options.encryption.certificate is not None
    assert options.encryption.certificate.is_absolute()


def test_ways_to_log_in_and_certificates_may_be_chosen() -> None:
    shown = "AB:" * 31 + "AB"
    server = Server("a", "a", sasl=("SCRAM-SHA-256", "PLAIN"), fingerprints=(shown, "cd" * 32))
    options = options_of(server, Config())
    assert options.profile().mechanisms == ("SCRAM-SHA-256", "PLAIN")
    assert options.encryption is not None
    assert options.encryption.fingerprints == {"ab" * 32, "cd" * 32}
