"""A failed login does not reveal whether the account exists."""

import asyncio
import base64
from pathlib import Path

import argon2
import pytest

from tests.server.account_holders import encoded
from tests.server.sockets import fast_config
from tui_chat.server.core.accounts.password_requests_and_checks import CheckPassword, MakeChallenge
from tui_chat.server.process.server import Server
from tui_chat.server.workers.password_hashing import Passwords
from tui_chat.wire.names import Folded


async def salt_of(state: Path, name: str) -> str:
    """The salt in the challenge of a server that has just started, and is ended then."""
    async with Server(fast_config(), state) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        first = encoded(f"n,,n={name},r=abc")
        writer.write(f"AUTHENTICATE SCRAM-SHA-256\r\nAUTHENTICATE {first}\r\n".encode())
        await reader.readline()
        challenge = (await reader.readline()).decode().split()[-1]
        writer.close()
    return base64.b64decode(challenge).decode().partition(",s=")[2].partition(",")[0]


async def test_a_salt_that_is_made_up_outlives_a_restart(tmp_path: Path) -> None:
    first, second = await salt_of(tmp_path, "ana"), await salt_of(tmp_path, "ana")
    assert first == second != ""
    assert await salt_of(tmp_path, "bob") != first


@pytest.mark.parametrize("name", ["ana", "bob"])
def test_a_salt_that_is_made_up_is_the_servers_own(name: str) -> None:
    salts = set()
    for secret in (b"one", b"two", b"", b""):
        passwords = Passwords(0, secret)
        salts.add(str(passwords.answer(MakeChallenge(Folded(name), "n,,n=x,r=y", None))))
    assert len(salts) == 4


def test_a_password_is_as_much_work_where_there_is_no_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passwords = Passwords(0)
    there = passwords.secrets("tulip")
    work: list[argon2.Parameters] = []
    verify = argon2.PasswordHasher.verify

    def watched(hasher: argon2.PasswordHasher, known: str, password: str) -> bool:
        work.append(argon2.extract_parameters(known))
        return verify(hasher, known, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", watched)
    for known in (there, None):
        assert passwords.answer(CheckPassword(Folded("ana"), "wrong", known)) is False
    assert len(work) == 2
    assert work[0] == work[1]
