"""People with accounts, for a `World`."""

import base64

import msgspec

from tests.server.world import Person, World
from tui_chat.server.core.events import ClientId, Restored
from tui_chat.server.core.settings import AccountPolicy, Settings

PASSWORD = "opensesame"


def settings(**policy: object) -> Settings:
    """Settings without first channels, with this policy for accounts."""
    return Settings(auto_join=(), accounts=msgspec.structs.replace(AccountPolicy(), **policy))


def plain(name: str, password: str = PASSWORD, role: str = "") -> str:
    """The AUTHENTICATE line of SASL PLAIN."""
    return "AUTHENTICATE " + encoded(f"{role}\0{name}\0{password}")


def encoded(text: str) -> str:
    """A message of SASL."""
    return base64.b64encode(text.encode()).decode()


def register(net: World, name: str, *capabilities: str) -> Person:
    """Somebody new who has made an account, named like the nickname, and is logged in."""
    person = net.enter(name, *capabilities)
    person.says(f"REGISTER * * {PASSWORD}")
    assert f"REGISTER SUCCESS {name}" in "\n".join(person.hears())
    net.settle()
    return person


def log_in(net: World, account: str, nick: str, *capabilities: str) -> Person:
    """Somebody who has logged in with SASL and entered; not all is read that was said then."""
    person = net.connect(nick)
    person.says(f"CAP REQ :{' '.join(('sasl', *capabilities))}", "AUTHENTICATE PLAIN")
    person.says(plain(account), f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}", "CAP END")
    return person


def come_back(net: World, account: str, nick: str, *capabilities: str) -> Person:
    """The same, with all read."""
    person = log_in(net, account, nick, *capabilities)
    assert f" 001 {nick} " in "\n".join(person.hears())
    net.settle()
    return person


def restarted(net: World) -> World:
    """A new server with the records that this one has kept."""
    net.flush()
    again = World(settings=net.node.network.settings, tick_per_line=net.tick_per_line)
    again.now = net.now
    for kind, key, value in net.node.records.all():
        again.node.backplane.submit(Restored(ClientId(0), again.node.now(), kind, key, value))
    return again


def answer(person: Person, line: str) -> list[str]:
    return [heard.removeprefix(":tui-chat.local ") for heard in person.asks(line)]


def code(person: Person, line: str) -> list[str]:
    """The words of FAIL REGISTER before the sentence."""
    (heard,) = answer(person, line)
    assert heard.startswith("FAIL REGISTER ")
    return heard.partition(" :")[0].split()[2:]
