"""A bouncer with several networks: each is a server of its own, in one window."""

import asyncio
from pathlib import Path

from msgspec.structs import replace

from tests.client.fake_bouncer import bouncing
from tests.client.plain.stage import PATIENCE, person
from tests.client.stage import MORNING, Stage, staged
from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import Network, NetworksChanged, NickRefused
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.wire.message import Message

TEA = Network("7", "Tea", nick="zed_", state="connected")
CUPS = Network("8", "Cups", state="connected")
BOUNCER = ClientOptions("chat.example", nick="zed", account="zed", account_password="word")


async def test_the_networks_are_joined_and_left_as_the_bouncer_says(tmp_path: Path) -> None:
    async with (
        bouncing({"7": "name=Tea", "8": "name=Cups"}) as bouncer,
        person(bouncer.port, folder=tmp_path, account="ana", account_password="word") as ana,
    ):
        await ana.reads("-- You joined #tea.")
        ana.types("hello")
        async with asyncio.timeout(PATIENCE):
            network, text = await bouncer.said.get()
        assert (network in bouncer.networks, text) == (True, "hello")
        bouncer.changes("9", "name=Three")
        await ana.reads("Connected to Three on")
        bouncer.changes(network, "*")
        await ana.reads("is not on this bouncer any more")
        assert {("ana", ""), ("ana", "7"), ("ana", "8")} <= {*bouncer.registered}
        assert len(ana.client._connections.all) == 3


# On the screen


async def tells(stage: Stage, *networks: Network) -> list[Connection]:
    """The bouncer has these networks; gives the connections that follow it."""
    await stage.tells([NetworksChanged(networks)])
    return list(stage.app.connections[1:])


def enters(connection: Connection) -> Buffer:
    """The connection is let in on its network, where it is in #tea; gives that channel."""
    session = connection.session
    session.connected(trusted=True)
    nick = session.nick
    for line in (
        *(":irc CAP * LS :soju.im/bouncer-networks", ":irc CAP * ACK :soju.im/bouncer-networks"),
        *(f":irc 001 {nick} :Welcome", f":irc 422 {nick} :None", f":{nick}!z@h JOIN #tea"),
    ):
        connection.link._tell(session.receive(Message.parse(line.encode(), "utf-8"), MORNING))
    joined = session.find("#tea")
    assert joined is not None
    return joined


async def test_each_network_is_in_the_list_by_its_name() -> None:
    also = (ClientOptions("other.example", nick="zed"),)
    async with staged(also=also, options=BOUNCER) as stage:
        await stage.enters()
        tea, cups, _other = await tells(stage, TEA, CUPS)
        assert [each.session.nick for each in (tea, cups)] == ["zed_", "zed"]
        enters(tea)
        await stage.settles()
        names = [buffer.name for buffer in stage.chat.buffers()]
        assert names == ["chat.example", "#lobby", "Tea", "#tea", "Cups", "other.example"]
        assert stage.shows("Tea")
        assert stage.chat.buffer.name == "#lobby"  # nobody is led away from a channel
        assert tea.address == "Tea on chat.example, port 6667"


async def test_from_the_bouncers_page_one_comes_to_the_first_channel() -> None:
    async with staged(options=BOUNCER) as stage:
        await stage.hears(":irc 001 zed :Welcome", ":irc 422 zed :None")
        tea, cups = await tells(stage, TEA, CUPS)
        channel = enters(tea)
        enters(cups)
        assert stage.chat.buffer is channel


async def test_a_network_uses_what_the_person_typed_for_the_bouncer() -> None:
    async with staged(options=BOUNCER) as stage:
        await stage.enters()
        stage.session.use_password("typed")
        [tea] = await tells(stage, TEA)
        profile = tea.session.profile
        assert (profile.network, profile.asks_networks) == ("7", False)
        assert (profile.password, profile.account_password) == ("typed", "word")


async def test_a_network_that_is_gone_is_not_shown_any_more() -> None:
    async with staged(options=BOUNCER) as stage:
        await stage.enters()
        tea, cups = await tells(stage, TEA, CUPS)
        channel = enters(tea)
        stage.chat.show(channel)
        assert await tells(stage, CUPS) == [cups]  # the same as before
        assert stage.chat.buffer is stage.session.buffers.server
        assert channel not in stage.chat.buffers()
        tea.link._tell([NickRefused("zed", "Taken.", "zed_")])  # nobody hears of it
        assert stage.app.connections[0].error == ""
        assert stage.app._connections.take_networks(tea, [TEA]) == ([], [])


async def test_its_new_name_and_what_becomes_of_it_are_on_its_page() -> None:
    async with staged(options=BOUNCER) as stage:
        await stage.enters()
        [tea] = await tells(stage, TEA)
        await tells(stage, Network("7", "Green", state="disconnected", error="No route"))
        page = tea.session.buffers.server
        assert (page.name, page.lines[-1].text) == (
            "Green",
            "The bouncer can't reach Green: No route",
        )


async def test_networks_are_remembered_each_by_itself(tmp_path: Path) -> None:
    memories = Memories(tmp_path)
    async with staged(options=BOUNCER, memories=memories) as stage:
        await stage.enters()
        tea, cups = await tells(stage, TEA, CUPS)
        for each, text in ((tea, "for tea"), (cups, "for cups")):
            stage.chat.show(enters(each))
            stage.chat.composer.fill(text)
        tea.session.ignore("troll")
        await stage.app.leave("")
    async with staged(options=BOUNCER, memories=memories) as stage:
        await stage.enters()
        tea, cups = await tells(stage, TEA, CUPS)
        rules = [each.session.rules.ignored for each in (stage.connection, tea, cups)]
        assert rules == [[], ["troll!*@*"], []]
        # The bouncer joins the channels of its networks, and nobody those that were left elsewhere.
        assert [each.session.channels for each in (tea, cups)] == [[], []]
        drafts = [each.memory.draft(enters(each)) for each in (tea, cups)]
        assert drafts == ["for tea", "for cups"]
    [recent] = memories.recent()  # the bouncer, and not its networks
    assert (recent.host, recent.nick) == ("chat.example", "zed")


def test_the_log_of_each_network_has_a_key_of_its_own() -> None:
    through = [replace(BOUNCER, network=each) for each in (None, TEA, CUPS)]
    keys = ["chat.example:6667", "chat.example:6667/7", "chat.example:6667/8"]
    assert [options.key for options in through] == keys
