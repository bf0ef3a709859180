"""What the page for browsers is made of, and how it is answered: read once, kept in memory.

All scripts are one file, and so are all styles: a browser makes a connection for each file, and
connections are limited.
"""

import gzip
import hashlib
import io
import re
from importlib import resources
from typing import Final, NamedTuple

from tui_chat.server.http.handlers_by_path import Exchange
from tui_chat.server.http.response import Response, plain

_SCRIPT: Final = "text/javascript; charset=utf-8"
_STYLE: Final = "text/css; charset=utf-8"
_LIBRARY: Final = (
    "xterm/xterm.mjs",
    "xterm/addon-fit.mjs",
    "xterm/addon-unicode-graphemes.mjs",
    "xterm/addon-web-links.mjs",
    "xterm/addon-webgl.mjs",
)
"""Modules that each export one class, at their end."""
_OURS: Final = ("words.js", "page.js")
_STYLES: Final = ("xterm/xterm.css", "page.css")
_EXPORT: Final = re.compile(r"export\s*\{\s*(\w+) as (\w+)\s*\};?(?:\s*//# source\S+)?\s*$")
_IMPORT: Final = re.compile(r"^import \{[^}]*\} from '[^']+'\n", re.MULTILINE)
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
        styles = "".join(_read(name) for name in _STYLES)
        files = {
            "page.js": (_SCRIPT, _script().encode()),
            "page.css": (_STYLE, styles.encode()),
            "icon.svg": ("image/svg+xml", _read("icon.svg").encode()),
        }
        whole = b"".join(data for _kind, data in files.values())
        root = f"/page/{hashlib.sha256(whole).hexdigest()[:16]}"
        html = _read("index.html").replace("{root}", root).encode()
        self._files = {"/": _file("text/html; charset=utf-8", html, "no-cache")}
        for name, (kind, data) in files.items():
            self._files[f"{root}/{name}"] = _file(kind, data, _FOR_EVER)

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


def _script() -> str:
    """All scripts as one: the modules of the library keep their names to themselves."""
    parts = []
    for name in _LIBRARY:
        text = _read(name)
        found = _EXPORT.search(text)
        assert found is not None, name  # noqa: S101 - a file of the package; a test reads it
        inner, outer = found.groups()
        parts.append(f"const {outer} = (() => {{\n{text[: found.start()]}\nreturn {inner}\n}})()\n")
    parts += [_IMPORT.sub("", _read(name)).replace("\nexport const ", "\nconst ") for name in _OURS]
    return "\n".join(parts)


def _read(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")


def _file(kind: str, data: bytes, caching: str) -> _File:
    return _File(kind, data, gzip.compress(data, mtime=0), caching)
