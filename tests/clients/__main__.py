"""Clients that people use, against our server: `make clients`.

Each joins over TLS, logs in with SASL, says something, and reads what is said; what was said before
it came is read where it can. Those that are not installed are left out. Limnoria and irc are of
PyPI: CLIENTS_PYTHON names a Python that has them. irc-framework, of npm, joins over WebSocket:
CLIENTS_NODE names a folder where irc-framework and ws were installed.
"""

import argparse
import asyncio
import shutil
import ssl
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.clients.programs import PROGRAMS, Place, Program, Tools
from tests.server.sockets import Client, fast_config
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.server.process.server import Server

PASSWORD: Final = "opensesame"
_PATIENCE: Final = 40.0
"""Seconds for a program to do what is asked of it."""


async def main(names: list[str], tools: Tools) -> int:
    """Try each; how many failed."""
    failed = 0
    for name, program in PROGRAMS.items():
        if names and name not in names:
            continue
        if not program.is_here(tools):
            print(f"{name}: not here")  # noqa: T201
            continue
        problem = await _try(program, name, tools)
        print(f"{name}: {problem or 'all of it'}", flush=True)  # noqa: T201
        failed += bool(problem)
    return failed


async def _try(program: Program, name: str, tools: Tools) -> str:
    """What it could not do, "" if it did all."""
    folder = Path(tempfile.mkdtemp(prefix="tui-chat-clients-"))
    (folder / "state").mkdir(mode=0o700)
    config = fast_config(
        listen=Listen(port=0, plain=False),
        also_listen=(Listen(port=0, plain=False, websocket=True),),
        accounts=AccountPolicy(hash_cost=0),
    )
    try:
        async with Server(config, folder / "state") as server:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            async with await Client.named(server, name, tls=context) as maker:
                maker.says(f"REGISTER * * {PASSWORD}")
                await maker.hears("REGISTER SUCCESS")
            async with await Client.named(server, "watcher", tls=context) as watcher:
                watcher.says("CAP REQ :extended-join", "JOIN #tea", "PRIVMSG #tea :said before")
                await watcher.hears(" 366 watcher #tea ")
                web = server.endpoints.listeners[1].port
                place = Place(folder, server.port, web, name, PASSWORD, tools)
                return await _watch(program, place, watcher)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _watch(program: Program, place: Place, watcher: Client) -> str:
    step = "it does not start"
    process = await program.start(place)
    try:
        async with asyncio.timeout(_PATIENCE):
            step = "it does not join as its account"
            joined = await watcher.hears("JOIN #tea")
            if joined.split()[3] != place.name:
                return f"{step}: {joined}"
            program.joined(place)
            step = "it says nothing"
            watcher.says(f"PRIVMSG #tea :{program.order.format(name=place.name)}")
            await watcher.hears(f":hello from {place.name}")
            for text in program.reads:
                step = f"it does not read {text!r}"
                while text not in program.log(place):  # noqa: ASYNC110 - a file of another program
                    await asyncio.sleep(0.2)
            step = "it does not leave"
            process.terminate()
            await watcher.hears(f":{place.name}!")
    except TimeoutError:
        return f"{step}\n{program.log(place)[-1500:]}"
    else:
        return ""
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", help="only these")
    options.add_argument("--python", default=sys.executable)
    options.add_argument("--node", type=Path, default=Path())
    given = options.parse_args()
    sys.exit(asyncio.run(main(given.names, Tools(given.python, given.node))))
