"""What every answer of the server says about itself to the browser: what may run, who may frame it, what leaks. A WSGI layer before all.

May import: nothing of ours. The policy of a page (HTML) lets run what this server serves as a file, and of inline scripts only
those whose hashes are given: what Dash itself writes into its page, which is the one line that starts its renderer and its
client-side callbacks. Everything else (results, suggestions, files, refusals) may run and load nothing, should a browser be
brought to show it as a page. An answer that comes with a policy of its own keeps it.

What Dash and its components still need, and why:
- `style-src 'unsafe-inline'`: Cytoscape, AG Grid, CodeMirror and Plotly add
  style elements or style attributes while they draw. A style runs no script; what it could fetch, `img-src` and `font-src` bar.
- `img-src data: blob:` and `font-src data:`: icons within style sheets, and the pictures that Cytoscape and Plotly make.
- `worker-src blob:` is *not* given, and neither is `'unsafe-eval'`: nothing here compiles text into code.
"""
from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
Fields = list[tuple[str, str]]

CLOSED = "default-src 'none'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# Referrers stay here; `no-referrer` would make the Origin of our own forms "null", which hosts.py refuses.
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
          "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
          "Permissions-Policy": "camera=(), geolocation=(), microphone=()"}
GENERATION = "Graph-Generation"  # which state of the graph an answer is from
_POLICY = "Content-Security-Policy"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_log = logging.getLogger(__name__)


def page_policy(hashes: Sequence[str] = ()) -> str:
    """The policy of a page whose inline scripts have these *hashes*, each written as `'sha256-...'`."""
    rules = {"default-src": ["'none'"], "script-src": ["'self'", *hashes], "style-src": ["'self'", "'unsafe-inline'"],
             "img-src": ["'self'", "data:", "blob:"], "font-src": ["'self'", "data:"], "connect-src": ["'self'"],
             "manifest-src": ["'self'"], "base-uri": ["'none'"], "form-action": ["'self'"], "frame-ancestors": ["'none'"]}
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def guarded(application: Application, hashes: Sequence[str] = ()) -> Application:
    """*application* with the headers on every answer; one that fails before it began is answered with 500, and logged.

    Characters of control are taken out of header values, so that nothing in a graph can begin a header of its own.
    """
    policy = page_policy(hashes)

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        def begin(status: str, headers: Fields, *trouble: Any) -> Any:
            # An answer of 304 has no type of its own, and its headers take the place of those kept with the page: no policy for it.
            return start(status, completed(headers, None if status.startswith("304") else policy), *trouble)

        try:
            return application(environ, begin)
        except Exception:  # The outermost edge of the server, whose own answer would have none of these headers.
            _log.exception("%s %s failed", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            return _failed(begin)

    return answer


def completed(headers: Fields, policy: str | None) -> Fields:
    """The headers of an answer with those that were missing; HTML gets *policy*, all else the closed one, and with None neither."""
    known = {name.lower(): value for name, value in headers}
    is_page = known.get("content-type", "").lower().startswith(("text/html", "application/xhtml+xml"))
    wanted = {**({_POLICY: policy if is_page else CLOSED} if policy is not None else {}), **ALWAYS}
    clean = [(name, _CONTROL.sub(" ", value)) for name, value in headers]
    return clean + [(name, value) for name, value in wanted.items() if name.lower() not in known]


def _failed(begin: Start) -> Iterable[bytes]:
    import sys
    body = b"Something went wrong on the server; its log says more.\n"
    begin("500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))],
          sys.exc_info())
    return [body]
