import socket


def enter(port: int, nick: str) -> socket.socket:
    link = socket.create_connection(("127.0.0.1", port), timeout=5)
    link.sendall(f"NICK {nick}\r\nUSER {nick} 0 * :x\r\nJOIN #tea\r\n".encode())
    heard = b""
    while b" 366 " not in heard:
        heard += link.recv(4096)
    return link


def test_a_message_reaches_the_others_and_not_its_sender(port: int) -> None:
    with enter(port, "alice") as alice, enter(port, "bob") as bob:
        alice.recv(4096)  # bob's JOIN
        bob.sendall(b"PRIVMSG #tea :hello\r\n")
        assert alice.recv(4096) == b":bob!u@h PRIVMSG #tea :hello\r\n"
        bob.sendall(b"PING x\r\n")
        assert bob.recv(4096) == b":naive PONG naive x\r\n"
