"""What the page for browsers is made of, and how it is answered: read once, kept in memory."""

import gzip
import hashlib
import io
from importlib import resources
from typing import Final, NamedTuple

from tui_chat.server.http.response import Response, plain
from tui_chat.server.http.site import Exchange

_SCRIPT: Final = "text/javascript; charset=utf-8"
_STYLE: Final = "text/css; charset=utf-8"
_FILES: Final = {
    "page.js": _SCRIPT,
    "words.js": _SCRIPT,
    "page.css": _STYLE,
    "icon.svg": "image/svg+xml",
    "xterm/xterm.mjs": _SCRIPT,
    "xterm/addon-fit.mjs": _SCRIPT,
    "xterm/addon-unicode-graphemes.mjs": _SCRIPT,
    "xterm/addon-web-links.mjs": _SCRIPT,
    "xterm/addon-webgl.mjs": _SCRIPT,
    "xterm/xterm.css": _STYLE,
}
_ALLOWED: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # xterm.js writes the colours of cells as styles
    "img-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS: Final = {
    "Content-Security-Policy": "; ".join(" ".join(one) for one in _ALLOWED.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


class _File(NamedTuple):
    kind: str
    whole: bytes
    packed: bytes
    """The same, compressed with gzip."""
    caching: str


class Page:
    """Answers requests for the page and its files; their path changes when they do."""

    def __init__(self) -> None:
        folder = resources.files(__package__)
        files = {name: (folder / name).read_bytes() for name in _FILES}
        root = f"/page/{hashlib.sha256(b''.join(files.values())).hexdigest()[:16]}"
        html = (folder / "index.html").read_text("utf-8").replace("{root}", root).encode()
        self._files = {"/": _file("text/html; charset=utf-8", html, "no-cache")}
        for name, data in files.items():
            self._files[f"{root}/{name}"] = _file(_FILES[name], data, _FOR_EVER)

    def answer(self, exchange: Exchange) -> None:
        """Answer a request for any path."""
        request = exchange.request
        found = self._files.get(request.path)
        if found is None:
            exchange.answer(plain(404, "There is nothing here: the page is at /."))
        elif request.method not in {"GET", "HEAD"}:
            words = "This page can only be looked at."
            exchange.answer(plain(405, words, {"Allow": "GET, HEAD"}))
        else:
            headers = {**_HEADERS, "Content-Type": found.kind, "Cache-Control": found.caching}
            headers["Vary"] = "Accept-Encoding"
            data = found.whole
            if "gzip" in request.headers.get("accept-encoding", ""):
                headers["Content-Encoding"], data = "gzip", found.packed
            # As a file, of which no more than a piece waits for a browser that is slow.
            exchange.answer(Response(200, io.BytesIO(data), len(data), headers))


def _file(kind: str, data: bytes, caching: str) -> _File:
    return _File(kind, data, gzip.compress(data, mtime=0), caching)
