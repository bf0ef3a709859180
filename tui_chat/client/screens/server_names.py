"""What servers are called on the screen: their names, with the host where two share one."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.connection import Connection


def server_names(connections: Iterable[Connection]) -> Mapping[Buffer, str]:
    """The page of each server, and what to call it."""
    pages = [(each, each.session.buffers.server) for each in connections]
    counts = Counter(page.name for _connection, page in pages)
    return {
        page: page.name if counts[page.name] == 1 else f"{page.name} ({_where(each, pages)})"
        for each, page in pages
    }


def _where(connection: Connection, pages: Iterable[tuple[Connection, Buffer]]) -> str:
    options = connection.options
    hosts = Counter(each.options.host for each, _page in pages)
    return options.host if hosts[options.host] == 1 else f"{options.host}:{options.port}"
