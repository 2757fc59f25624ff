"""What the page loads, and how: our scripts as one file and our styles as another, kept by the browser for as long as they stay what
they are; libraries that the first screen does without left for later or left out; everything compressed for those who can take it.

May import: nothing of ours. Each file of assets/ stays a file of its own in the source; they are joined in the order of their names.
"""
from __future__ import annotations

import gzip
import hashlib
import pathlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import dash
import flask

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

FOLDER = pathlib.Path(__file__).parent / "assets"
PATH = "/page/"
_FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {"css": "text/css", "js": "text/javascript"}
# Fetched by assets/later.js when something needs them: the tables' grid (1.3 MB), and what components that Dash itself loads in
# parts ask for (the polyfill has their regeneratorRuntime; no browser that runs the rest of the page needs anything else of it).
LATER = {"grid": "/dash_ag_grid/", "polyfill": "/dash/deps/polyfill@"}
_NEVER = ("/dash/dash_table/",)
# Asked for by Dash as soon as its renderer runs; the browser can fetch them while it still reads the scripts.
_AHEAD = ("_dash-layout", "_dash-dependencies")
_SCRIPT = re.compile(r'<script src="([^"]+)"></script>')


class Page(dash.Dash):
    """A Dash application whose page loads what the module says; `join` must be called once, and the server's PAGES be set."""

    def index(self, *args: Any, **kwargs: Any) -> Any:
        """The page, at the addresses in PAGES alone: Dash would give it at every address, with status 200."""
        if flask.request.path.rstrip("/") not in self.server.config["PAGES"]:
            flask.abort(404)
        return super().index(*args, **kwargs)

    def interpolate_index(self, **parts: str) -> str:
        """The page, as Dash documents it."""
        joined: dict[str, str] = self.server.config["JOINED"]
        prefix = self.config.requests_pathname_prefix
        found = _SCRIPT.findall(parts["scripts"])
        inline = _SCRIPT.sub("", parts["scripts"]).strip()
        later = {name: src for name, part in LATER.items() for src in found if part in src}
        now = [src for src in found if src not in later.values() and not any(part in src for part in _NEVER)]
        ours = next(i for i, src in enumerate(now) if "dash-renderer" in src)
        now.insert(ours, prefix + joined["js"].lstrip("/"))
        parts["scripts"] = "\n".join([*(f'<script src="{escape(src)}"></script>' for src in now), inline])
        parts["css"] += f'<link rel="stylesheet" href="{escape(prefix + joined["css"].lstrip("/"))}">'
        parts["metas"] += "".join(f'<meta name="later-{name}" content="{escape(src)}">' for name, src in later.items())
        parts["metas"] += "".join(f'<link rel="preload" href="{escape(prefix + path)}" as="fetch" crossorigin="anonymous">'
                                  for path in _AHEAD)
        return super().interpolate_index(**parts)


def join(server: flask.Flask, folder: pathlib.Path = FOLDER) -> None:
    """Serve the scripts and the styles of *folder*, each kind as one file under a name made from what it holds."""
    held: dict[str, tuple[str, bytes]] = {}
    names = {}
    for suffix, kind in _TYPES.items():
        body = together(sorted(folder.glob(f"*.{suffix}")))
        name = f"whatfixes.{hashlib.sha256(body).hexdigest()[:16]}.{suffix}"
        held[name], names[suffix] = (kind, body), PATH + name
    server.config["JOINED"] = names

    def joined(name: str) -> flask.Response:
        if name not in held:
            flask.abort(404)
        kind, body = held[name]
        return flask.Response(body, mimetype=kind, headers={"Cache-Control": _FOR_EVER})

    server.add_url_rule(f"{PATH}<name>", "joined", joined)


def together(paths: Iterable[pathlib.Path]) -> bytes:
    """Files one after another, each under its name; a script that does not end its last statement cannot run into the next."""
    between = {".js": "\n;\n", ".css": "\n"}
    return "".join(f"/* {p.name} */\n{p.read_text(encoding='utf-8')}{between[p.suffix]}" for p in paths).encode()


class Compressed:
    """*application* with its scripts and styles compressed by gzip.

    Whoever asks for a file first gets it as it is, and it is compressed meanwhile: nobody waits. Only files are kept whose name changes
    with what they hold (they are cached for ever), *most* bytes of them in all.
    """

    def __init__(self, application: Application, most: int = 16 << 20) -> None:
        self._application, self._most = application, most
        self._kept: OrderedDict[str, tuple[list[tuple[str, str]], bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") != "GET" or environ.get("QUERY_STRING") or not path.startswith((PATH, "/_dash-component-suites/")):
            return self._application(environ, start)
        if (known := self._kept.get(path)) is not None and _accepts(environ) and "HTTP_IF_NONE_MATCH" not in environ:
            start("200 OK", known[0])
            return [known[1]]
        return self._plain(path, environ, start)

    def _plain(self, path: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *trouble: Any) -> Any:
            told.append((status, headers))
            return start(status, [*headers, ("Vary", "Accept-Encoding")], *trouble)

        pieces = self._application(environ, begin)
        try:
            body = b"".join(pieces)
        finally:
            if (close := getattr(pieces, "close", None)) is not None:
                close()
        if told and told[-1][0].startswith("200") and _stays(told[-1][1]) and path not in self._kept:
            threading.Thread(target=self.keep, args=(path, told[-1][1], body), name="compress", daemon=True).start()
        return [body]

    def keep(self, path: str, headers: list[tuple[str, str]], body: bytes) -> None:
        """Compress an answer for those who ask for it next."""
        small = gzip.compress(body, 6, mtime=0)
        own = [(n, v) for n, v in headers if n.lower() not in ("content-length", "etag", "vary")]
        with self._lock:
            self._kept[path] = [*own, ("Content-Encoding", "gzip"), ("Content-Length", str(len(small))), ("Vary", "Accept-Encoding")], small
            while sum(len(b) for _, b in self._kept.values()) > self._most:
                self._kept.popitem(last=False)


def _accepts(environ: dict[str, Any]) -> bool:
    """Whether the client takes gzip; `gzip;q=0` says no."""
    asked = [part.replace(" ", "").lower() for part in environ.get("HTTP_ACCEPT_ENCODING", "").split(",")]
    return any(re.fullmatch(r"gzip(;q=(1(\.0*)?|0?\.\d*[1-9]\d*))?", part) for part in asked)


def _stays(headers: list[tuple[str, str]]) -> bool:
    known = {name.lower(): value for name, value in headers}
    is_text = known.get("content-type", "").startswith(("text/", "application/javascript"))
    return is_text and "max-age=31536000" in known.get("cache-control", "") and "content-encoding" not in known
