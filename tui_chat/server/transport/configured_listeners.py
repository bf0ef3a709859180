"""The configured endpoints: their listening sockets and certificates."""

import asyncio
import importlib
from collections.abc import Container, Mapping
from functools import partial
from pathlib import Path

from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.transport import certificates
from tui_chat.server.transport.certificates import Certificate, CertificateError
from tui_chat.server.transport.connection_factory import Acceptor
from tui_chat.server.transport.incoming_connection import Endpoint
from tui_chat.server.transport.listeners import InUse, Listener, ListenError, never
from tui_chat.server.transport.tls_context_and_socket import Encryption


class EndpointsError(Exception):
    """Cannot listen everywhere as configured; a sentence for each place says why."""


class Endpoints:
    """Listens from the start; accepts connections after `open`.

    The server's own certificate is in the folder `state`; without a folder there is none. In its
    place comes the one that a network on several machines has, `shared`. Raises EndpointsError.
    `may_be_in_use` is as for `Listener`.
    """

    def __init__(
        self,
        config: Config,
        state: Path | None,
        may_be_in_use: InUse = never,
        shared: Certificate | None = None,
    ) -> None:
        self._state = state
        self._shared = shared
        self._may_be_in_use = may_be_in_use
        self._acceptor: Acceptor | None = None
        self._listeners: dict[Listen, Listener] = {}
        self._encryptions: dict[Listen, Encryption | None] = {}
        self.use(config)

    def use(self, config: Config) -> None:
        """Listen as configured here from now on. If it raises, nothing changes."""
        places = dict.fromkeys((config.listen, *config.also_listen))
        added: dict[Listen, Listener] = {}
        closed: list[Listener] = []
        try:
            found = self._add(places, config, added, closed)
        except BaseException:
            for listener in added.values():
                listener.close()
            for listener in closed:
                listener.open_again()
            raise
        for place in self._listeners.keys() - places.keys():
            self._listeners.pop(place).close()
        self._listeners |= added
        self._listeners = {place: self._listeners[place] for place in places}
        self._encryptions = {
            place: self._encryption(place, certificate) for place, certificate in found.items()
        }
        self._main = config.listen
        if self._acceptor is not None:
            self.open(self._acceptor)

    def _add(
        self,
        places: Mapping[Listen, None],
        config: Config,
        added: dict[Listen, Listener],
        closed: list[Listener],
    ) -> dict[Listen, Certificate | None]:
        """Listen on the new ones of these places; gives the certificates of all.

        `added` are listeners that were made, `closed` those that had to make room. Raises
        EndpointsError after all were tried.
        """
        found: dict[Listen, Certificate | None] = {}
        problems: dict[str, None] = {}
        for place in places:
            try:
                if place not in self._listeners:
                    for other in self._in_the_way(place, places):
                        other.close()
                        closed.append(other)
                    added[place] = Listener(place, self._may_be_in_use)
                # Making our own certificate takes a moment: connections wait in the backlog.
                found[place] = self._certificate(place, config)
            except (ListenError, CertificateError) as error:
                problems[str(error)] = None
        if problems:
            raise EndpointsError(" ".join(problems))
        return found

    def _in_the_way(self, place: Listen, places: Container[Listen]) -> list[Listener]:
        """The listeners to be given up that have the port of a new place, on another address.

        No system lets 0.0.0.0 have a port that 127.0.0.1 still has.
        """
        return [
            listener
            for old, listener in self._listeners.items()
            if old not in places and not (old.path or place.path) and listener.port == place.port
        ]

    def open(self, acceptor: Acceptor) -> None:
        """Accept connections."""
        self._acceptor = acceptor
        loop = asyncio.get_running_loop()
        for place, listener in self._listeners.items():
            endpoint = Endpoint(place, self._encryptions[place])
            listener.start(loop, partial(acceptor.accept, endpoint))

    def close(self) -> None:
        """Stop listening."""
        for listener in self._listeners.values():
            listener.close()

    @property
    def main(self) -> Listener:
        """The first listener, whose address people are told."""
        return self._listeners[self._main]

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """All listeners."""
        return tuple(self._listeners.values())

    @property
    def certificate(self) -> Certificate | None:
        """The certificate of the first listener."""
        encryption = self._encryptions[self._main]
        return None if encryption is None else encryption.certificate

    def prepare(self) -> None:
        """Load what the first connections need. May be called from any thread.

        Raises CertificateError.
        """
        if any(place.http for place in self._listeners):
            importlib.import_module("tui_chat.server.transport.websocket")
        for encryption in self._encryptions.values():
            if encryption is not None:
                encryption.context()

    def _certificate(self, place: Listen, config: Config) -> Certificate | None:
        found = _configured(place, config)
        if found is not None or self._state is None or not place.tls:
            return found
        if self._shared is not None:
            return self._shared
        names = certificates.own_names(config.server.name, place.host)
        return certificates.own(self._state, names)

    def _encryption(self, place: Listen, certificate: Certificate | None) -> Encryption | None:
        known = self._encryptions.get(place)
        if known is None or certificate is None:
            return None if certificate is None else Encryption(certificate)
        known.use(certificate)
        return known


def _configured(place: Listen, config: Config) -> Certificate | None:
    pair = place if place.certificate else config.tls
    if not place.tls or not pair.certificate:
        return None
    return certificates.configured(Path(pair.certificate), Path(pair.key))
