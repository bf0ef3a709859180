"""Whether an existing NATS, named in the key file, can keep the network's log."""

import asyncio
import ssl
from urllib.parse import urlsplit

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import ClusterKey
from tui_chat.server.cluster.nats.connection_options import connect_options, import_nats
from tui_chat.server.cluster.nats.requirements import check_engine

_PATIENCE = 5
"""Seconds for the NATS to answer."""


async def check_nats(key: ClusterKey) -> None:
    """Raise ClusterError unless the NATS of this key answers, lets us in, and has what we need."""
    nats = import_nats()
    from nats.errors import Error, NoRespondersError  # noqa: PLC0415 - an extra
    from nats.js.errors import APIError, ServiceUnavailableError  # noqa: PLC0415

    where = f"The NATS at {', '.join(urlsplit(url).hostname or url for url in key.nats)}"
    failed: list[Exception] = []

    async def note(error: Exception) -> None:
        failed.append(error)

    options = connect_options(key, 0) | {
        "error_cb": note,
        "connect_timeout": _PATIENCE,
        "allow_reconnect": False,
        "max_reconnect_attempts": 1,  # 0 would be without end
        "reconnect_time_wait": 0.1,
    }
    try:
        async with asyncio.timeout(_PATIENCE):
            client = await nats.connect(**options)
    except (Error, OSError, TimeoutError) as error:
        raise ClusterError(f"{where} {_refusal(failed[-1] if failed else error)}") from error
    try:
        version = client.connected_server_version
        info = {
            "version": f"{version.major}.{version.minor}.{version.patch}",
            "jetstream": True,
            "max_payload": client.max_payload,
        }
        check_engine(info, where)
        await client.jetstream(timeout=_PATIENCE).account_info()
    except (NoRespondersError, ServiceUnavailableError) as error:
        check_engine(info | {"jetstream": False}, where)
        raise ClusterError(f"{where} does not run JetStream.") from error
    except (APIError, Error, TimeoutError) as error:
        words = getattr(error, "description", "") or "it does not answer"
        raise ClusterError(f"{where} does not let us use JetStream: {words}.") from error
    finally:
        await client.close()


def _refusal(error: Exception) -> str:
    """What the failure of a connection means, as the end of a sentence."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            "has a certificate that is not trusted: name the file of its authority as nats_trust "
            "in the key file."
        )
    words = str(error).lower()
    if "authorization" in words or "authentication" in words:
        return "refuses the user or password in the key file."
    return "does not answer."
