"""Logging in with a key: the file, and a server that knows its other half."""

import asyncio
import base64
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

from tests.client.peers import peer
from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.config.config_with_cli_overrides import CommandLineOptions, Settings
from tui_chat.client.connect.challenge_keys import signer
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.headless.headless_client_base import HeadlessClient, HeadlessError

CHALLENGE = bytes(range(32))
MECHANISM = "ECDSA-NIST256P-CHALLENGE"
SAID = {
    "CAP LS": [f":irc CAP * LS :sasl={MECHANISM}"],
    "CAP REQ": [":irc CAP * ACK :sasl"],
    f"AUTHENTICATE {MECHANISM}": ["AUTHENTICATE +"],
    "CAP END": [":irc 001 ana :Welcome", ":irc 422 ana :No message of the day"],
}
"""What the server answers, by the first two words."""


def written(
    file: Path,
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey,
    lock: serialization.KeySerializationEncryption | None = None,
) -> Path:
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            lock or serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def is_signed(key: ec.EllipticCurvePrivateKey, signature: bytes) -> bool:
    try:
        key.public_key().verify(signature, CHALLENGE, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except InvalidSignature:
        return False
    return True


def test_the_challenge_itself_is_signed(tmp_path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    assert is_signed(key, signer(written(tmp_path / "key.pem", key))(CHALLENGE))


def test_a_challenge_of_another_length_is_none(
    tmp_path: Path, key: ec.EllipticCurvePrivateKey
) -> None:
    with pytest.raises(ValueError, match="digest"):
        signer(written(tmp_path / "key.pem", key))(b"short")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "contains no key in PEM"),
        (b"\xff" * 5000, "contains no key in PEM"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_key_is_told(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(PasswordError, match=sentence):
        signer(file)


def test_a_key_of_another_kind_is_told(tmp_path: Path) -> None:
    for other in (ec.generate_private_key(ec.SECP384R1()), ed25519.Ed25519PrivateKey.generate()):
        with pytest.raises(PasswordError, match="of the wrong kind"):
            signer(written(tmp_path / "key.pem", other))


def test_a_locked_key_is_told(tmp_path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    lock = serialization.BestAvailableEncryption(b"word")
    with pytest.raises(PasswordError, match="has a password"):
        signer(written(tmp_path / "key.pem", key, lock))


class _Server:
    """Knows the account "ana" by the other half of a key."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    def __call__(self, line: str) -> list[str]:
        words = line.split()
        if words[0] == "AUTHENTICATE" and words[1] != MECHANISM:
            return self._answer(base64.b64decode(words[1]))
        if words[0] == "PING":
            return [f":irc PONG irc {words[1]}"]
        if words[0] == "QUIT":
            raise ValueError(line)
        return SAID.get(" ".join(words[:2]), [])

    def _answer(self, said: bytes) -> list[str]:
        if said == b"ana":
            return [f"AUTHENTICATE {base64.b64encode(CHALLENGE).decode()}"]
        if is_signed(self._key, said):
            return [":irc 900 ana ana!a@h ana :You are ana", ":irc 903 ana :Welcome"]
        return [":irc 904 ana :No"]


async def account_at(port: int, wishes: CommandLineOptions, *servers: Server) -> str:
    """The account that the server knows us by once it has taken us in."""
    options = Settings(Config(servers=servers), ()).at("127.0.0.1", port, wishes)
    async with asyncio.timeout(20), HeadlessClient(options) as visit:
        return visit.session.account


async def test_the_command_line_names_a_key(
    tmp_path: Path, key: ec.EllipticCurvePrivateKey
) -> None:
    async with peer(_Server(key)) as port:
        file = written(tmp_path / "key.pem", key)
        assert (
            await account_at(port, CommandLineOptions("ana", account_key=file, tls=False)) == "ana"
        )


async def test_the_configuration_names_a_key(
    tmp_path: Path, key: ec.EllipticCurvePrivateKey
) -> None:
    file = written(tmp_path / "key.pem", key)
    async with peer(_Server(key)) as port:
        ours = Server("tea", "127.0.0.1", port, nick="ana", account="ana", account_key=str(file))
        assert await account_at(port, CommandLineOptions(tls=False), ours) == "ana"


async def test_another_key_is_refused_in_words(
    tmp_path: Path, key: ec.EllipticCurvePrivateKey
) -> None:
    other = written(tmp_path / "key.pem", ec.generate_private_key(ec.SECP256R1()))
    async with peer(_Server(key)) as port:
        with pytest.raises(HeadlessError, match="The account has no such key"):
            await account_at(port, CommandLineOptions("ana", account_key=other, tls=False))
