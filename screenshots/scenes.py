"""Who says what when the pictures are taken."""

from contextlib import ExitStack

from screenshots.clock import Clock
from screenshots.people import Person
from screenshots.studio import Sitter, encrypted, meanwhile, serving, sitting
from tui_chat.client.config.options import ClientOptions
from tui_chat.client.language import languages

_PROGRAM = 'no, see\n```\ndef hello(name):\n    print(f"hello {name}")\n```'


async def first_minute(clock: Clock) -> None:
    """A nickname that is taken, and a room with one line that lets others in."""
    clock.strikes(9, 12)
    async with serving() as port:
        options = ClientOptions(
            "127.0.0.1",
            port,
            invitation=f"tui-chat connect 10.0.0.20 {port}",
            encryption=encrypted(),
        )
        with await meanwhile(Person, port, "ana"):
            async with sitting(options, (80, 16), proposal="ana") as me:
                await me.sees("encrypted")
                await me.presses("enter")
                await me.sees("ana_")
                await me.smiles("nickname")
        async with sitting(options, (80, 16), proposal="ana") as me:
            await me.sees("encrypted")
            await me.presses("enter")
            await me.sees("connect 10.0.0.20")
            clock.strikes(9, 14)
            with await meanwhile(Person, port, "bia") as bia:
                await meanwhile(bia.says, "found you! is this thing on?")
                await me.types("it is :) welcome!")
                await me.presses("enter")
                await me.sees("welcome!")
                await me.types("now tell the oth")
                await me.smiles("first-minute")


async def a_busy_day(clock: Clock) -> None:
    """Several rooms on a Friday; then the switcher, a search, and a narrow window."""
    async with serving() as port:
        with ExitStack() as stack:

            async def enters(nick: str, *channels: str) -> Person:
                return stack.enter_context(await meanwhile(Person, port, nick, *channels))

            clock.strikes(18, 2, days_ago=3)
            ana = await enters("ana", "#bread", "#homelab", "#python")
            await meanwhile(ana.does, "TOPIC #lobby :Workshop tonight at seven. Bring a laptop.")
            await meanwhile(ana.says, "last week's slides: https://example.org/loops")
            clock.strikes(8, 40, days_ago=1)
            rui = await enters("rui", "#bread", "#homelab")
            await meanwhile(rui.says, "do the slides open on your phones?")
            clock.strikes(9, 5)
            options = ClientOptions(
                "127.0.0.1",
                port,
                nick="dani",
                channels=("#bread", "#homelab", "#python"),
                encryption=encrypted(),
            )
            async with sitting(options, (110, 30)) as me:
                await me.sees("Message #bread")
                await me.presses("ctrl+p")
                await me.sees("phones?")
                bia = await enters("bia", "#python")
                caio = await enters("caio", "#python")
                yuki = await enters("yuki")
                await meanwhile(ana.does, "MODE #python +v bia")
                clock.strikes(9, 14)
                await _morning(clock, me, ana, bia, caio, yuki)
                await _elsewhere(clock, me, ana, rui, bia, caio)
                await me.smiles("chat")
                await _around(clock, me)


async def _morning(
    clock: Clock, me: Sitter, ana: Person, bia: Person, caio: Person, yuki: Person
) -> None:
    await meanwhile(ana.says, "good morning! who has the slides for tonight?")
    clock.strikes(9, 15)
    slides = await meanwhile(bia.says, "here: https://example.org/slides")
    await meanwhile(ana.says, "thanks, **very** quick", answers=slides)
    clock.strikes(9, 17)
    news = await meanwhile(yuki.says, "おはよう! the projector works again")
    for person in (ana, bia, caio):
        await meanwhile(person.reacts, news, "🎉")
    clock.strikes(9, 21)
    await meanwhile(caio.says, 'does `print(f"{x}")` need brackets?')
    clock.strikes(9, 22)
    answer = await meanwhile(ana.says, _PROGRAM)
    for person in (caio, yuki):
        await meanwhile(person.reacts, answer, "👍")
    clock.strikes(9, 24)
    await meanwhile(bia.says, "\x01ACTION makes coffee for everybody\x01")
    await me.sees("makes coffee")
    clock.strikes(9, 26)
    await me.types("two sugars, please. I bring the extension leads")
    await me.presses("enter")
    await me.sees("extension leads")


async def _elsewhere(
    clock: Clock, me: Sitter, ana: Person, rui: Person, bia: Person, caio: Person
) -> None:
    """While I look at another room, things happen in all of them."""
    await me.presses("ctrl+n")
    await me.sees("Message #bread")
    await me.presses("ctrl+p")
    await me.sees("Message #lobby")
    clock.strikes(9, 30)
    await meanwhile(rui.says, "the second rise takes an hour in this cold", "#bread")
    await meanwhile(rui.says, "rye tomorrow", "#bread")
    await meanwhile(rui.says, "dani: your fan is loud again", "#homelab")
    for text in ("any?", "all!", "neither, sorted"):
        await meanwhile(caio.says, text, "#python")
    await meanwhile(bia.says, "can you open the door at six?", "dani")
    await me.presses("ctrl+n")
    await me.sees("Message #bread")
    clock.strikes(9, 31)
    await meanwhile(caio.says, "dani: could you bring the soldering iron, too?")
    await meanwhile(ana.says, "and a *good* mood")
    await me.presses("ctrl+p")
    await me.sees("good")
    await meanwhile(rui.says, "or the day after", "#bread")
    await meanwhile(bia.types)
    await me.sees("bia is typing")


async def _around(clock: Clock, me: Sitter) -> None:
    """Going somewhere, looking for something, and having little room."""
    clock.strikes(9, 33)
    await me.sits(90, 20)
    await me.presses("ctrl+g")
    await me.types("b")
    await me.sees("#bread")
    await me.smiles("switcher")
    await me.presses("escape")
    await me.types("/search slides")
    await me.presses("enter")
    await me.sees("· 19 November")
    await me.smiles("search")
    await me.presses("escape")
    await me.sits(44, 20)
    await me.sees("good")
    await me.smiles("narrow")


async def portuguese(clock: Clock) -> None:
    """The client in Portuguese, on the same server."""
    languages.use("pt_BR")
    try:
        async with serving() as port:
            options = ClientOptions(
                "127.0.0.1", port, nick="dani", channels=("#receitas",), encryption=encrypted()
            )
            clock.strikes(14, 2)
            with ExitStack() as stack:
                ana = stack.enter_context(await meanwhile(Person, port, "ana", "#receitas"))
                await meanwhile(ana.does, "TOPIC #lobby :Oficina hoje às sete. Tragam um notebook.")
                async with sitting(options, (90, 20)) as me:
                    await me.sees("Mensagem para #receitas")
                    await me.presses("ctrl+p")
                    await me.sees("Mensagem para #lobby")
                    bia = stack.enter_context(await meanwhile(Person, port, "bia"))
                    rui = stack.enter_context(await meanwhile(Person, port, "rui"))
                    clock.strikes(14, 5)
                    await meanwhile(ana.says, "boa tarde! alguém tem os slides de hoje?")
                    slides = await meanwhile(bia.says, "aqui: https://example.org/slides")
                    await meanwhile(ana.says, "obrigada!", answers=slides)
                    await meanwhile(ana.says, "achei o pão de queijo da sua avó", "#receitas")
                    await meanwhile(rui.does, "PART #lobby :até logo")
                    await me.types("eu levo as extensões e o café")
                    await me.presses("enter")
                    await me.sees("o café")
                    await meanwhile(bia.types)
                    await me.sees("bia está digitando")
                    await me.smiles("portuguese")
    finally:
        languages.use("en")
