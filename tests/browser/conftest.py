"""What browser tests share: Chromium, a served explorer, and a page that watches what it asks for and says."""
from __future__ import annotations

import os
import pathlib
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn

import pytest

from graph import sources
from graph.query import Queries
from graph.store import Store

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--headless", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
SCREENSHOTS = pathlib.Path(__file__).parent / "screenshots"

_SETTLED = """() => {
  const w = window.whatfixes, cy = w && w.canvas && w.canvas.cy();
  if (!cy || !w.state.n || w.state.waiting) return false;
  return document.getElementById('canvas').dataset.mode && !cy.animated() && cy.nodes(':animated').empty();
}"""
_PLACE = """(iri) => {
  const cy = whatfixes.canvas.cy(), at = cy.getElementById(iri).renderedPosition(), box = cy.container().getBoundingClientRect();
  return [at.x + box.left, at.y + box.top];
}"""


def absent(what: str) -> NoReturn:
    """Skip loudly, or fail where WHATFIXES_REQUIRE says that Chromium must be there."""
    if "chromium" in os.environ.get("WHATFIXES_REQUIRE", ""):
        pytest.fail(f"{what}, and WHATFIXES_REQUIRE asks for chromium")
    warnings.warn(f"BROWSER TESTS SKIPPED: {what}", stacklevel=2)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A running Chromium."""
    if not pathlib.Path(CHROMIUM).exists():
        absent(f"there is no {CHROMIUM}")
    try:
        from playwright import sync_api
    except ImportError:
        absent("playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(store: Store) -> Iterator[str]:
    """The address of an explorer over a store, as `whatfixes serve` runs it."""
    import waitress

    from explorer.app import create_app, warm
    with Queries(store) as queries:
        server = waitress.create_server(create_app(store, queries).server, host="127.0.0.1", port=0, threads=8)
        warm(store).join()
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}"
        finally:
            server.close()


@pytest.fixture(scope="session")
def site(chromium: object, notes: Store) -> Iterator[str]:
    """The explorer over the built-in notes."""
    with served(notes) as address:
        yield address


def star_graph() -> str:
    """Stars of 20, 50 and 120, two nodes with parallel edges both ways, a node linked to itself, as Turtle."""
    lines = ["@prefix s: <http://www.w3.org/2004/02/skos/core#> .", "@prefix e: <http://example.org/> ."]
    for size in (20, 50, 120):
        lines.append(f'e:hub{size} s:prefLabel "hub of {size}" ; a e:Hub .')
        for n in range(size):
            prop = ("feeds", "guards", "names")[n % 3] if size == 20 else "feeds"
            kind = ("Plant", "Place", "Person")[n % 3]
            lines.append(f'e:leaf{size}-{n} s:prefLabel "leaf number {n}" ; a e:{kind} ; e:{prop} e:hub{size} .')
    lines += ['e:one s:prefLabel "one" ; a e:Plant ; e:feeds e:two ; e:guards e:two ; e:names e:two .',
              'e:two s:prefLabel "two" ; a e:Place ; e:feeds e:one ; e:guards e:one .',
              'e:loop s:prefLabel "loop" ; a e:Person ; e:names e:loop ; e:feeds e:loop, e:one .']
    return "\n".join(lines)


@pytest.fixture(scope="session")
def stars(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The explorer over a graph of stars."""
    path = tmp_path_factory.mktemp("stars") / "stars.ttl"
    path.write_text(star_graph(), encoding="utf-8")
    with served(sources.open([path])) as address:
        yield address


class Watched:
    """A page and what happened on it: requests by address, messages of the console, errors."""

    def __init__(self, page: object, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda r: self.requests.append(r.url))  # type: ignore[attr-defined]
        page.on("pageerror", lambda e: self.errors.append(str(e)))  # type: ignore[attr-defined]
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)  # type: ignore[attr-defined]

    @property
    def outside(self) -> list[str]:
        """The requests that left the machine."""
        return [r for r in self.requests if not r.startswith((self.address, "data:", "blob:"))]

    def callbacks(self) -> int:
        """How many callbacks the page has asked the server for."""
        return sum("_dash-update-component" in r for r in self.requests)

    def open(self, path: str = "/") -> None:
        """Open an address and wait until its first drawing is done."""
        self.page.goto(self.address + path)  # type: ignore[attr-defined]
        self.settle()

    def settle(self) -> None:
        """Wait until the canvas is drawn and nothing moves."""
        self.page.wait_for_function(_SETTLED, timeout=15000)  # type: ignore[attr-defined]

    def nodes(self) -> dict[str, tuple[float, float]]:
        """The concepts on the canvas with their places."""
        found = self.page.evaluate("() => window.whatfixes.canvas.present()")  # type: ignore[attr-defined]
        return {iri: tuple(at) for iri, at in found.items()}

    def at(self, iri: str) -> tuple[float, float]:
        """Where a node is in the window."""
        x, y = self.page.evaluate(_PLACE, iri)  # type: ignore[attr-defined]
        return x, y


@contextmanager
def watched(browser: object, address: str, **options: object) -> Iterator[Watched]:
    """A page in a context of its own; what it did wrong fails the test at its end."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})  # type: ignore[attr-defined]
    seen = Watched(context.new_page(), address)
    yield seen
    context.close()
    assert not seen.outside, "requests left the machine"
    assert not seen.errors


@pytest.fixture
def visit(chromium: object, site: str) -> Iterator[Callable[..., Watched]]:
    """A function that gives a watched page, with the options of a Playwright context."""
    with ExitStack() as stack:
        yield lambda address=site, **options: stack.enter_context(watched(chromium, address, **options))


@pytest.fixture
def explorer(visit: Callable[..., Watched]) -> Watched:
    """A watched page of the explorer over the built-in notes, 1440 by 900, light."""
    return visit()
