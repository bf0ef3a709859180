"""The part of the package zeroconf that is used here, on a network that is only in memory."""

from collections.abc import Callable
from typing import Any


class FakeInfo:
    """A service, as it is announced."""

    def __init__(
        self,
        kind: str,
        name: str,
        *,
        port: Any = None,
        properties: dict[Any, Any],
        server: str = "",
        parsed_addresses: list[str],
    ) -> None:
        assert name.endswith(f".{kind}")
        self.name = name
        self.port = port
        self.server = server
        self.properties = {
            key if isinstance(key, bytes) else key.encode(): (
                value.encode() if isinstance(value, str) else value
            )
            for key, value in properties.items()
        }
        self._addresses = parsed_addresses

    def parsed_addresses(self) -> list[str]:
        return self._addresses


class FakeNetwork:
    """Stands in for the module: everybody who uses one hears all others."""

    ServiceInfo = FakeInfo

    def __init__(self) -> None:
        self.services: dict[str, FakeInfo] = {}
        self.browsers: list[tuple[Any, str, Any]] = []
        self.closed = 0
        self.trouble: Exception | None = None

    def Zeroconf(self) -> "FakeZeroconf":  # noqa: N802 - as there
        if self.trouble is not None:
            raise self.trouble
        return FakeZeroconf(self)

    def ServiceBrowser(  # noqa: N802 - as there
        self, zeroconf: "FakeZeroconf", kind: str, *, listener: Any
    ) -> None:
        self.browsers.append((zeroconf, kind, listener))
        for name in self.services:
            listener.add_service(zeroconf, kind, name)

    def tell(self, what: Callable[[Any, Any, str, str], None], name: str) -> None:
        for zeroconf, kind, listener in self.browsers:
            what(listener, zeroconf, kind, name)


class FakeZeroconf:
    """One host of the network."""

    def __init__(self, network: FakeNetwork) -> None:
        self.network = network
        self.mine: set[str] = set()

    def register_service(self, info: FakeInfo, *, cooperating_responders: bool) -> None:
        assert cooperating_responders
        self.mine.add(info.name)
        self.network.services[info.name] = info
        self.network.tell(lambda listener, *words: listener.add_service(*words), info.name)

    def update_service(self, info: FakeInfo) -> None:
        assert info.name in self.mine
        self.network.services[info.name] = info
        self.network.tell(lambda listener, *words: listener.update_service(*words), info.name)

    def unregister_service(self, info: FakeInfo) -> None:
        self.mine.remove(info.name)
        del self.network.services[info.name]
        self.network.tell(lambda listener, *words: listener.remove_service(*words), info.name)

    def get_service_info(self, _kind: str, name: str, timeout: int) -> FakeInfo | None:
        assert timeout > 0
        return self.network.services.get(name)

    def close(self) -> None:
        self.network.closed += 1
        for name in sorted(self.mine):
            self.unregister_service(self.network.services[name])
