"""Running the doctor from the command line."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from tui_chat import stdio
from tui_chat.client.config import load
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect import known_servers
from tui_chat.client.doctor.config_and_known_servers import look_at_files
from tui_chat.client.doctor.finding import Finding, Health
from tui_chat.client.doctor.server import reach
from tui_chat.client.doctor.terminal_environment import check_terminal_environment
from tui_chat.client.doctor.terminal_queries import asking, examine
from tui_chat.client.language.i18n import _


def run_doctor(options: ClientOptions | None, file: Path | None) -> int:
    """Check everything, and a server if there are options for one; gives the exit status.

    It is 1 if anything stands in the way.
    """
    health = [
        _tell(_("Terminal"), _terminal()),
        _tell(_("Files"), look_at_files(file or load.default_path(), known_servers.default_path())),
    ]
    if options is not None:
        title = _("{host}, port {port}").format(host=options.host, port=options.port)
        health.append(stdio.run(_tell_server(title, options)))
    return 0 if all(health) else 1


def _terminal() -> Iterator[Finding]:
    has_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    size = shutil.get_terminal_size() if has_terminal else None
    encoding = sys.stdout.encoding or "ascii"
    yield from check_terminal_environment(os.environ, size and (size.columns, size.lines), encoding)
    if has_terminal and os.environ.get("TERM", "dumb") != "dumb":
        sys.stdout.flush()
        try:
            with asking(sys.stdin.fileno()) as ask:
                yield from list(examine(ask))
        except OSError:
            return


def _tell(title: str, findings: Iterable[Finding]) -> bool:
    """Print the findings as they come. Gives whether none is bad."""
    stdio.say(title)
    fine = True
    for finding in findings:
        fine = _print(finding) and fine
    return fine


async def _tell_server(title: str, options: ClientOptions) -> bool:
    stdio.say(title)
    options = _trusting_nobody_new(options)
    findings = reach(
        options.connector(), options.host, options.port, options.nick, options.password
    )
    fine = True
    async for finding in findings:
        fine = _print(finding) and fine
    return fine


def _trusting_nobody_new(options: ClientOptions) -> ClientOptions:
    """The same options; a server that is met now is not remembered."""
    how = options.encryption
    if how is None:
        return options
    known = known_servers.KnownServers(how.known.path, read_only=True)
    return replace(options, encryption=replace(how, known=known))


def _print(finding: Finding) -> bool:
    stdio.say("\n".join(finding.lines()))
    return finding.health is not Health.BAD
