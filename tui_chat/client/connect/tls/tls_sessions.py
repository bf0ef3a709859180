"""TLS sessions that are resumed when a client reconnects: half the work, for both sides."""

import ssl


def resume_sessions(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context, whose connections from now on go on with the session of the last to that host.

    A server that does not know the session any more does a full handshake. One that resumes it is
    the server of before: nobody else can, and the certificate is the one that it showed then.
    """
    last: ssl.SSLObject | None = None
    wrap = context.wrap_bio

    def wrap_bio(
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        nonlocal last
        if session is None and last is not None and last.server_hostname == server_hostname:
            session = _session(last)
        last = wrap(incoming, outgoing, server_side, server_hostname, session)
        return last

    context.wrap_bio = wrap_bio  # type: ignore[method-assign]
    return context


def _session(connection: ssl.SSLObject) -> ssl.SSLSession | None:
    """The session to resume. Asked as late as possible: in TLS 1.3 it comes after the handshake."""
    try:
        session = connection.session
    except ValueError:  # the handshake was refused half-way
        return None
    return session if session is not None and session.has_ticket else None
