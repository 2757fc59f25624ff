"""Yasgui as its makers ship it, in a page of another origin, querying `whatfixes serve --cors` in a real browser."""
from __future__ import annotations

import http.server
import pathlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from explorer.workbench import bundle

pytestmark = pytest.mark.browser

SMALL = pathlib.Path(__file__).parents[1] / "data" / "small"
PREFIXES = "PREFIX wf: <https://w3id.org/whatfixes/ontology#> PREFIX id: <https://w3id.org/whatfixes/id/> "
FIXES = PREFIXES + "SELECT ?fix WHERE { ?fix wf:mitigates id:overfitting } ORDER BY ?fix"
PAGE = """<!DOCTYPE html><link rel="stylesheet" href="/yasgui.min.css"><div id="here"></div><script src="/yasgui.min.js"></script>
<script>const yasgui = new Yasgui(document.getElementById("here"), { requestConfig: { endpoint: "ENDPOINT" } });</script>"""


@contextmanager
def elsewhere() -> Iterator[tuple[str, dict[str, bytes]]]:
    """A web site of its own origin, and what it serves by path."""
    files: dict[str, bytes] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", {"js": "text/javascript", "css": "text/css"}.get(self.path.rpartition(".")[2], "text/html"))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *unused: object) -> None:
            """Say nothing."""

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{site.server_port}", files
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


@contextmanager
def endpoint(*options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "explorer", "serve", "--port", "0", "--data", str(SMALL), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=SMALL.parents[2]) as server:
        try:
            yield (server.stdout.readline() if server.stdout else "").split()[4] + "sparql"
        finally:
            server.terminate()


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, bytes]]]:
    with elsewhere() as (origin, files):
        for name in bundle.FILES:
            content = bundle.read(name)
            assert content is not None
            files[f"/{name}"] = content
        yield origin, files


def opened(chromium: Any, origin: str, files: dict[str, bytes], address: str) -> Any:
    files["/"] = PAGE.replace("ENDPOINT", address).encode()
    page = chromium.new_context().new_page()
    page.goto(origin)
    return page


def ask(page: Any, query: str) -> None:
    page.evaluate("query => { const tab = yasgui.getTab(); tab.setQuery(query); tab.query().catch(() => {}); }", query)


def test_yasgui_shows_the_answers_of_our_endpoint(chromium: Any, site: tuple[str, dict[str, bytes]]) -> None:
    origin, files = site
    with endpoint("--cors", origin) as address:
        page = opened(chromium, origin, files, address)
        ask(page, FIXES)
        page.wait_for_selector(".yasr tbody tr")
        shown = page.locator(".yasr tbody").inner_text()
        assert [n for n in ("dropout", "l1-regularization", "l2-regularization", "subsample") if n in shown] == [
            "dropout", "l1-regularization", "l2-regularization", "subsample"]
        assert page.locator(".yasr tbody tr").count() == 4
        ask(page, PREFIXES + "CONSTRUCT { ?fix wf:mitigates id:overfitting } WHERE { ?fix wf:mitigates id:overfitting }")
        page.wait_for_selector(".yasr .CodeMirror, .yasr tbody tr:nth-child(4)")
        ask(page, "SELECT * { ?s ?p }")
        page.wait_for_selector(".yasr .errorResult, .yasr [class*=error]")
        assert "line 1" in page.locator(".yasr").inner_text(), "it shows what the endpoint says is wrong"
        page.context.close()


def test_yasgui_of_a_site_that_is_not_named_gets_nothing(chromium: Any, site: tuple[str, dict[str, bytes]]) -> None:
    origin, files = site
    with endpoint("--cors", "https://elsewhere.example") as address:
        page = opened(chromium, origin, files, address)
        ask(page, FIXES)
        page.wait_for_selector(".yasr .errorResult, .yasr [class*=error]")
        assert not page.locator(".yasr tbody tr").count()
        page.context.close()
