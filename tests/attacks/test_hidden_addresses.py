"""Only server operators learn anything about a hidden address."""

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.settings import Settings

ADDRESS = "2001:db8:9::7"
ELSEWHERE = "198.51.100.4"
SHOWN = "abcdefghijklmnop.hidden"
MASKS = ("*!*@2001:db8:9:*", "*!*@2001:db8:9::7", "2001:db8:9::7", "m:*!*@2001:db8:9:*", "*2001:*")


def network(address: str) -> tuple[World, Person, Person]:
    """A channel with its operator, and somebody from this address who is not there yet."""
    net = World(settings=Settings(auto_join=()), tick_per_line=True)
    (ana,) = net.join("#tea", "ana")
    bob = net.connect("bob", host=address, shown=SHOWN)
    bob.says("NICK bob", "USER bob 0 * :Bob")
    net.settle()
    return net, ana, bob


def told(*lines: str, address: str) -> list[list[str]]:
    """What both are told of what happens while the operator says these lines."""
    net, ana, bob = network(address)
    ana.says(*lines)
    bob.says("JOIN #tea", "PRIVMSG #tea :hi", "NICK rob", "PRIVMSG #tea :ho", "PART #tea :bye")
    net.flush()
    return [ana.hears(), bob.hears()]


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("modes", ["+b", "+e", "+I", "+ib", "+be"])
def test_masks_of_channels_do_not_see_it(modes: str, mask: str) -> None:
    lines = [f"MODE #tea {modes} {mask}"]
    if "e" in modes:
        lines.insert(0, "MODE #tea +bb * m:*")
    if "I" in modes:
        lines.insert(0, "MODE #tea +i")
    assert told(*lines, address=ADDRESS) == told(*lines, address=ELSEWHERE)


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"QUIT"}))
def test_no_command_sees_it(command: str) -> None:
    words = [ADDRESS, *MASKS, "bob", f"bob {ADDRESS}", f"{ADDRESS} %tcuihsnfdlaor", "bob %i"]
    words += [f"#tea {mask}" for mask in MASKS] + [f"ADD {mask}" for mask in MASKS]
    lines = [f"{command} {word}" for word in words]
    assert told(*lines, address=ADDRESS) == told(*lines, address=ELSEWHERE)


def test_masks_of_channels_fit_the_host_that_is_shown() -> None:
    lines = ("MODE #tea +b *!*@abcdefghijklmnop.hidden",)
    heard_by_bob = told(*lines, address=ADDRESS)[1]
    assert ":tui-chat.local 474 bob #tea :Cannot join channel (+b)" in heard_by_bob
