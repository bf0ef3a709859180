"""Whether the files of the client are there and make sense."""

from collections.abc import Iterator
from pathlib import Path

from tui_chat.client.config import checks
from tui_chat.client.connect.known_servers import KnownServers, TrustError
from tui_chat.client.doctor.finding import Finding, bad, good, known
from tui_chat.client.language.i18n import _, ngettext


def look_at_files(configuration: Path, known_servers: Path) -> Iterator[Finding]:
    """The findings."""
    if not configuration.exists():
        text = _("none at {path}, so the defaults are used").format(path=configuration)
        advice = _("tui-chat connect --print-config shows all settings.")
        yield known(_("Configuration"), text, advice)
    else:
        problems = checks.checked(configuration)
        for problem in problems:
            yield bad(_("Configuration"), problem)
        if not problems:
            yield good(_("Configuration"), str(configuration))
    try:
        count = KnownServers(known_servers).count
    except TrustError as error:
        yield bad(_("Known servers"), str(error))
        return
    text = ngettext("{count}, in {path}", "{count}, in {path}", count)
    yield good(_("Known servers"), text.format(count=count, path=known_servers))
