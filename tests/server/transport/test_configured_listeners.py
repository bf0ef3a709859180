import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.certified import certificate
from tests.server.sockets import fast_config
from tui_chat.server.config.config_schema import Listen, Tls
from tui_chat.server.transport.configured_listeners import Endpoints, EndpointsError


def test_the_servers_own_certificate_is_shown_unless_another_is_given(tmp_path: Path) -> None:
    given, special = certificate(tmp_path / "given"), certificate(tmp_path / "special")
    endpoints = Endpoints(fast_config(), tmp_path)
    assert endpoints.certificate is not None
    assert endpoints.certificate.is_own
    place = Listen(port=0, websocket=True, certificate=str(special.chain), key=str(special.key))
    tls = Tls(str(given.chain), str(given.key))
    endpoints.use(fast_config(tls=tls, also_listen=(place,)))
    assert endpoints.certificate.fingerprint == given.fingerprint
    shown = [door.certificate.fingerprint for door in endpoints._encryptions.values() if door]
    assert shown == [given.fingerprint, special.fingerprint]
    endpoints.close()


def test_without_a_folder_there_is_none() -> None:
    endpoints = Endpoints(fast_config(), None)
    assert endpoints.certificate is None
    endpoints.close()


def test_places_come_and_go_and_the_others_stay() -> None:
    more = (Listen(port=0, websocket=True), Listen(port=0, tls=False))
    endpoints = Endpoints(fast_config(also_listen=more[:1]), None)
    main, first = endpoints.listeners
    endpoints.use(fast_config(also_listen=more[1:]))
    assert endpoints.listeners[0] is main
    assert endpoints.listeners[1] is not first
    assert first._sockets == []
    endpoints.close()


def test_what_cannot_be_had_changes_nothing(tmp_path: Path) -> None:
    endpoints = Endpoints(fast_config(), None)
    before = endpoints.listeners
    new = Listen(port=0, websocket=True)
    taken = Listen(port=endpoints.main.port)
    with pytest.raises(EndpointsError, match="is in use"):
        endpoints.use(fast_config(also_listen=(new, taken)))
    with pytest.raises(EndpointsError, match="Cannot read"):
        endpoints.use(fast_config(tls=Tls(str(tmp_path / "none"), "key")))
    assert endpoints.listeners == before
    endpoints.close()


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    endpoints = Endpoints(fast_config(), None)
    taken, elsewhere = Listen(port=endpoints.main.port), Listen("192.0.2.1", 0)
    without = Listen(port=0, certificate=str(tmp_path / "none"), key="key")
    with pytest.raises(EndpointsError) as told:
        endpoints.use(fast_config(also_listen=(taken, elsewhere, without)))
    for words in ("is in use", "192.0.2.1 is not an address of this machine", "Cannot read"):
        assert words in str(told.value)
    endpoints.close()


def test_what_may_be_in_use_is_no_fault_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    places = (Listen(path=str(path)), Listen(port=0))
    running = Endpoints(fast_config(also_listen=places[:1]), None)
    port = running.main.port
    same = fast_config(listen=Listen(port=port), also_listen=places)
    trial = Endpoints(same, None, lambda place: bool(place.path) or place.port == port)
    assert [bool(one._sockets) for one in trial.listeners] == [False, False, True]
    trial.close()
    assert path.exists()
    with pytest.raises(EndpointsError):
        Endpoints(same, None, lambda place: bool(place.path))
    running.close()
    assert not path.exists()


@pytest.mark.parametrize("has_pages", [True, False])
def test_what_pages_need_is_there_before_the_first_comes_and_only_where_they_may(
    has_pages: bool,
) -> None:
    program = f"""
import sys
from tests.server.sockets import fast_config
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.transport.configured_listeners import Endpoints
more = Listen(port=0, websocket={has_pages}, tls=False)
endpoints = Endpoints(fast_config(also_listen=(more,)), None)
endpoints.prepare()
endpoints.close()
print("tui_chat.server.transport.websocket" in sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == f"{has_pages}\n"
