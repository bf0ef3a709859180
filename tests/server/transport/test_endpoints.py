import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.certified import certificate
from tests.server.sockets import fast_config
from tui_chat.server.config.load import Listen
from tui_chat.server.config.sections import Tls
from tui_chat.server.transport.certificates import CertificateError
from tui_chat.server.transport.endpoints import Doors, check_certificates
from tui_chat.server.transport.listeners import ListenError


def test_the_servers_own_certificate_is_shown_unless_another_is_given(tmp_path: Path) -> None:
    given, special = certificate(tmp_path / "given"), certificate(tmp_path / "special")
    doors = Doors(fast_config(), tmp_path)
    assert doors.certificate is not None
    assert doors.certificate.is_own
    place = Listen(port=0, websocket=True, certificate=str(special.chain), key=str(special.key))
    tls = Tls(str(given.chain), str(given.key))
    doors.use(fast_config(tls=tls, also_listen=(place,)))
    assert doors.certificate.fingerprint == given.fingerprint
    shown = [door.certificate.fingerprint for door in doors._encryptions.values() if door]
    assert shown == [given.fingerprint, special.fingerprint]
    doors.close()


def test_without_a_folder_there_is_none() -> None:
    doors = Doors(fast_config(), None)
    assert doors.certificate is None
    doors.close()


def test_places_come_and_go_and_the_others_stay() -> None:
    more = (Listen(port=0, websocket=True), Listen(port=0, tls=False))
    doors = Doors(fast_config(also_listen=more[:1]), None)
    main, first = doors.listeners
    doors.use(fast_config(also_listen=more[1:]))
    assert doors.listeners[0] is main
    assert doors.listeners[1] is not first
    assert first._sockets == []
    doors.close()


def test_what_cannot_be_had_changes_nothing(tmp_path: Path) -> None:
    doors = Doors(fast_config(), None)
    before = doors.listeners
    new = Listen(port=0, websocket=True)
    taken = Listen(port=doors.main.port)
    with pytest.raises(ListenError, match="is in use"):
        doors.use(fast_config(also_listen=(new, taken)))
    with pytest.raises(CertificateError, match="Cannot read"):
        doors.use(fast_config(tls=Tls(str(tmp_path / "none"), "key")))
    assert doors.listeners == before
    doors.close()


def test_certificates_can_be_checked_without_listening(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    check_certificates(fast_config(tls=Tls(str(made.chain), str(made.key))))
    with pytest.raises(CertificateError):
        check_certificates(fast_config(also_listen=(Listen(certificate="none", key="none"),)))


@pytest.mark.parametrize("has_pages", [True, False])
def test_what_pages_need_is_there_before_the_first_comes_and_only_where_they_may(
    has_pages: bool,
) -> None:
    program = f"""
import sys
from tests.server.sockets import fast_config
from tui_chat.server.config.load import Listen
from tui_chat.server.transport.endpoints import Doors
doors = Doors(fast_config(also_listen=(Listen(port=0, websocket={has_pages}, tls=False),)), None)
doors.prepare()
doors.close()
print("tui_chat.server.transport.websocket" in sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == f"{has_pages}\n"
