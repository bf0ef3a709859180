"""Who says what when the pictures are taken."""

from contextlib import ExitStack

from screenshots.client import Client, encrypted, in_thread, running_client, running_server
from screenshots.clock import Clock
from screenshots.people import Person, PicturedHost
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.language import language_choice

_PROGRAM = 'no, see\n```python\ndef hello(name):\n    print(f"hello {name}")\n```'


async def first_minute(clock: Clock) -> None:
    """A nickname that is taken, and the line that others join with."""
    clock.set(9, 12)
    async with running_server() as port:
        options = ClientOptions(
            "127.0.0.1",
            port,
            hosting=PicturedHost(port),
            encryption=encrypted(),
        )
        with await in_thread(Person, port, "ana"):
            async with running_client(options, (80, 16), proposal="ana") as me:
                await me.wait_for("on this computer")
                await me.press("enter")
                await me.wait_for("ana_")
                await me.take_picture("nickname")
        async with running_client(options, (80, 16), proposal="ana") as me:
            await me.wait_for("on this computer")
            await me.press("enter")
            await me.wait_for("connect 10.0.0.20")
            clock.set(9, 14)
            with await in_thread(Person, port, "bia") as bia:
                await in_thread(bia.says, "found you! is this thing on?")
                await me.type_text("it is :) welcome!")
                await me.press("enter")
                await me.wait_for("welcome!")
                await me.type_text("now tell the oth")
                await me.take_picture("first-minute")


async def a_busy_day(clock: Clock) -> None:
    """Several channels; then the switcher, a search, and a narrow window."""
    async with running_server("Workshop tonight at seven. Bring a laptop.") as port:
        with ExitStack() as stack:

            async def enters(nick: str, *channels: str) -> Person:
                return stack.enter_context(await in_thread(Person, port, nick, *channels))

            clock.set(18, 2, days_ago=3)
            ana = await enters("ana", "#bread", "#homelab", "#python")
            await in_thread(ana.says, "last week's slides: https://example.org/loops")
            clock.set(8, 40, days_ago=1)
            rui = await enters("rui", "#bread", "#homelab")
            await in_thread(rui.says, "do the slides open on your phones?")
            clock.set(9, 5)
            options = ClientOptions(
                "127.0.0.1",
                port,
                nick="dani",
                channels=("#bread", "#homelab", "#python"),
                encryption=encrypted(),
            )
            async with running_client(options, (110, 30)) as me:
                await me.wait_for("Message #bread")
                await me.press("ctrl+p")
                await me.wait_for("phones?")
                bia = await enters("bia", "#python")
                caio = await enters("caio", "#python")
                yuki = await enters("yuki")
                await in_thread(ana.does, "MODE #python +v bia")
                clock.set(9, 14)
                await _morning(clock, me, ana, bia, caio, yuki)
                await _elsewhere(clock, me, ana, rui, bia, caio)
                await me.take_picture("chat")
                await _around(clock, me)


async def _morning(
    clock: Clock, me: Client, ana: Person, bia: Person, caio: Person, yuki: Person
) -> None:
    await in_thread(ana.says, "good morning! who has the slides for tonight?")
    clock.set(9, 15)
    slides = await in_thread(bia.says, "here: https://example.org/slides")
    await in_thread(ana.says, "thanks, **very** quick", answers=slides)
    clock.set(9, 17)
    news = await in_thread(yuki.says, "おはよう! the projector works again")
    for person in (ana, bia, caio):
        await in_thread(person.reacts, news, "🎉")
    clock.set(9, 21)
    await in_thread(caio.says, 'does `print(f"{x}")` need brackets?')
    clock.set(9, 22)
    answer = await in_thread(ana.says, _PROGRAM)
    for person in (caio, yuki):
        await in_thread(person.reacts, answer, "👍")
    clock.set(9, 24)
    await in_thread(bia.says, "\x01ACTION makes coffee for everybody\x01")
    await me.wait_for("makes coffee")
    clock.set(9, 26)
    await me.type_text("two sugars, please. I bring the extension leads")
    await me.press("enter")
    await me.wait_for("extension leads")


async def _elsewhere(
    clock: Clock, me: Client, ana: Person, rui: Person, bia: Person, caio: Person
) -> None:
    """Messages arrive in channels that are not open."""
    await me.press("ctrl+n")
    await me.wait_for("Message #bread")
    await me.press("ctrl+p")
    await me.wait_for("Message #lobby")
    clock.set(9, 30)
    await in_thread(rui.says, "the second rise takes an hour in this cold", "#bread")
    await in_thread(rui.says, "rye tomorrow", "#bread")
    await in_thread(rui.says, "dani: your fan is loud again", "#homelab")
    for text in ("any?", "all!", "neither, sorted"):
        await in_thread(caio.says, text, "#python")
    await in_thread(bia.says, "can you open the door at six?", "dani")
    await me.press("ctrl+n")
    await me.wait_for("Message #bread")
    clock.set(9, 31)
    await in_thread(caio.says, "dani: could you bring the soldering iron, too?")
    await in_thread(ana.says, "and a *good* mood")
    await me.press("ctrl+p")
    await me.wait_for("good")
    await in_thread(rui.says, "or the day after", "#bread")
    await in_thread(bia.types)
    await me.wait_for("bia is typing")


async def _around(clock: Clock, me: Client) -> None:
    """The switcher, a search, and a narrow window."""
    clock.set(9, 33)
    await me.resize(90, 20)
    await me.wait_for("extension leads")
    await me.press("ctrl+g")
    await me.type_text("b")
    await me.wait_for("#bread")
    await me.take_picture("switcher")
    await me.press("escape")
    await me.type_text("/search slides")
    await me.press("enter")
    await me.wait_for("· 19 November")
    await me.take_picture("search")
    await me.press("escape")
    await me.resize(44, 20)
    await me.wait_for("good")
    await me.take_picture("narrow")


async def portuguese(clock: Clock) -> None:
    """The client in Portuguese, on the same server."""
    language_choice.use("pt_BR")
    try:
        async with running_server("Oficina hoje às sete. Tragam um notebook.") as port:
            options = ClientOptions(
                "127.0.0.1", port, nick="dani", channels=("#receitas",), encryption=encrypted()
            )
            clock.set(14, 2)
            with ExitStack() as stack:
                ana = stack.enter_context(await in_thread(Person, port, "ana", "#receitas"))
                async with running_client(options, (90, 20)) as me:
                    await me.wait_for("Mensagem para #receitas")
                    await me.press("ctrl+p")
                    await me.wait_for("Mensagem para #lobby")
                    bia = stack.enter_context(await in_thread(Person, port, "bia"))
                    rui = stack.enter_context(await in_thread(Person, port, "rui"))
                    clock.set(14, 5)
                    await in_thread(ana.says, "boa tarde! alguém tem os slides de hoje?")
                    slides = await in_thread(bia.says, "aqui: https://example.org/slides")
                    await in_thread(ana.says, "obrigada!", answers=slides)
                    await in_thread(ana.says, "achei o pão de queijo da sua avó", "#receitas")
                    await in_thread(rui.does, "PART #lobby :até logo")
                    await me.type_text("eu levo as extensões e o café")
                    await me.press("enter")
                    await me.wait_for("o café")
                    await in_thread(bia.types)
                    await me.wait_for("bia está digitando")
                    await me.take_picture("portuguese")
    finally:
        language_choice.use("en")
