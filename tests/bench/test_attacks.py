import ssl
from itertools import islice

import pytest
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.server import ServerProtocol

from bench.attacks import ATTACKS

ENCRYPTED = {"half_open", "shake_hands", "encrypt_nothing"}
NO_IRC = {"say_nothing", "post", "ping_frames"}


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in ENCRYPTED | NO_IRC])
def test_who_speaks_registers_first(name: str) -> None:
    first, *others = islice(ATTACKS[name].sends(7), 4)
    assert first == b"NICK h7\r\nUSER h 0 * :h\r\n"
    assert all(line.endswith(b"\r\n") for line in others)


def answered(data: bytes) -> bool:
    """Whether a server finds in it all that it needs to answer."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(data)
    try:
        server.do_handshake()
    except ssl.SSLWantReadError:
        return False
    except ssl.SSLError as error:
        return error.reason == "NO_SHARED_CIPHER"  # it has no certificate: it would go on
    return True


def test_half_a_greeting_is_not_answered_and_a_whole_one_is() -> None:
    assert not answered(b"".join(ATTACKS["half_open"].sends(0)))
    assert answered(b"".join(ATTACKS["shake_hands"].sends(0)))


def test_who_has_had_its_answer_leaves() -> None:
    assert [name for name, attack in ATTACKS.items() if attack.hangs_up] == ["shake_hands", "post"]


def test_a_page_opens_its_line_and_sends_frames_that_a_server_takes() -> None:
    protocol = ServerProtocol()
    for piece in islice(ATTACKS["ping_frames"].sends(7), 5):
        protocol.receive_data(piece)
        for event in protocol.events_received():
            if isinstance(event, Request):
                protocol.send_response(protocol.accept(event))
            else:
                assert isinstance(event, Frame)
    assert protocol.parser_exc is None
    assert len(protocol.data_to_send()) > 500


def test_lines_are_no_longer_than_a_server_takes() -> None:
    for name, attack in ATTACKS.items():
        if name not in ENCRYPTED | NO_IRC | {"garble"}:
            assert max(map(len, islice(attack.sends(999), 20))) <= 512, name
