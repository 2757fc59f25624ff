"""The explorer in Chromium: expanding, panning and zooming, and the first screen.

    python benchmarks/browser.py [--rounds N] [--only expand|frames|begin]

- **expand**: from the double-click on a concept until its 10, 100 or 500 neighbours lie still. A double-click adds at most 50;
  what is left comes as "Add all" adds it, which the page is told as soon as the first ones lie still.
- **frames**: drawings a second while a mouse drags the canvas and while its wheel turns, at 500, 2,000 and 5,000 elements (two nodes
  to three edges), on our page in its full and its light style, beside a page that has nothing but Cytoscape.js: the same bundle (the
  one of dash-cytoscape), elements, places, size of window and events, with our full style sheet (`bare`) and with that of
  Cytoscape.js itself (`plain`). Ratios are bare / ours, taken in each round: 1.3 means that ours needs 1.3 times as long for a frame.
  Beside each rate stand the milliseconds of processor that the page's thread needs for a frame, which other programs change little.
- **begin**: from the request until the box takes letters and until the overview stands, with an empty and a full browser cache.

A headless Chromium without a graphics card draws on the processor: frames a second are low and noisy, so pages take turns in
each round, the first one changing, and medians are compared; the load of the machine is printed with them, for a machine that is
busy with other things measures itself. Prints tables, writes results/browser.json beside this file; ends with 1 where a bound is broken.
"""
from __future__ import annotations

import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import in_page

ROOT = pathlib.Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--headless", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SPACE = "http://example.org/"
HUBS = (10, 100, 500)
SIZES = ((200, 300), (800, 1200), (2000, 3000))
MOST_RATIO, LEAST_FRAMES, BEGIN_SECONDS = 1.3, 15.0, 1.5
FULL_AT, LIGHT_AT = 2000, 5000


def synthetic(path: pathlib.Path) -> None:
    """A graph with a hub for each of HUBS, and things with labels and links at random."""
    lines = ["@prefix e: <http://example.org/> . @prefix r: <http://www.w3.org/2000/01/rdf-schema#> .",
             'e:seed r:label "seed" ; a e:Kind0 .']
    for count in HUBS:
        lines.append(f'e:hub{count} r:label "hub of {count}" ; a e:Kind1 . e:seed e:has e:hub{count} .')
        lines += [f'e:h{count}n{n} r:label "neighbour {n}" ; a e:Kind{n % 9} ; e:p{n % 5} e:hub{count} .' for n in range(count - 1)]
    nodes = max(n for n, _ in SIZES)
    lines += [f'e:t{n} r:label "thing number {n}" ; a e:Kind{n % 9} .' for n in range(nodes)]
    path.write_text("\n".join(lines), encoding="utf-8")


def drawing(nodes: int, edges: int) -> list[dict[str, Any]]:
    """Elements as our page draws them, on a jittered grid, each node linked to near ones."""
    chance, columns = random.Random(nodes), int(nodes ** 0.5 * 1.3)
    at = [(150.0 * (n % columns) + chance.uniform(-40, 40), 110.0 * (n // columns) + chance.uniform(-30, 30)) for n in range(nodes)]
    made: list[dict[str, Any]] = [{"group": "nodes", "position": {"x": x, "y": y}, "data": {
        "id": f"{SPACE}t{n}", "label": f"thing number {n}", "title": f"thing number {n}", "family": f"f{n % 9}", "kind": "Kind", "tip": ""}}
        for n, (x, y) in enumerate(at)]
    for n in range(edges):
        one = n % nodes
        other = min(nodes - 1, max(0, one + chance.choice([1, 2, columns, columns + 1, -columns, 3])))
        other = other if other != one else (one + 1) % nodes
        made.append({"group": "edges", "data": {
            "id": f"edge {n}", "source": f"{SPACE}t{one}", "target": f"{SPACE}t{other}", "property": "p", "label": "is linked to",
            "title": "", "lines": ""}})
    return made


@contextmanager
def served(*options: str) -> Iterator[str]:
    """The address of `whatfixes serve` in a process of its own, warm."""
    command = [sys.executable, "-m", "explorer", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout
        line = process.stdout.readline()
        address = line.split(" at ")[1].split(" ")[0].rstrip("/")
        for path in ("/suggest?q=a", "/starters", "/"):
            urllib.request.urlopen(address + path).read()
        time.sleep(2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def page_of(browser: Any, address: str) -> Iterator[Any]:
    """A page in a context of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="no-preference")
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(in_page.SETTLED, timeout=60_000)
    yield page
    context.close()


def expand(browser: Any, address: str, rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds from the double-click until the neighbours of each hub lie still, until the first 50 do, and how many requests."""
    found: dict[str, list[tuple[float, float, int]]] = {str(count): [] for count in HUBS}
    for _ in range(rounds):
        for count in HUBS:
            with page_of(browser, f"{address}/?concept={SPACE}seed") as page:
                asked: list[str] = []
                page.on("request", lambda request, asked=asked: asked.extend(
                    [request.url] * ("update-component" in request.url)))
                took, first, have = page.evaluate(in_page.EXPAND, [f"{SPACE}hub{count}", count])
                assert have >= count - 1, f"{have} of {count} neighbours came"
                found[str(count)].append((took, first, len(asked)))
    return {count: {"ms": round(statistics.median(t for t, _, _ in runs)), "first ms": round(statistics.median(f for _, f, _ in runs)),
                    "requests": max(n for _, _, n in runs)} for count, runs in found.items()}


def frames(browser: Any, address: str, rounds: int, seconds: float) -> dict[str, dict[str, float]]:
    """Frames a second, milliseconds of processor for a frame, and ratios to the bare page, for each size: medians of the rounds."""
    found: dict[str, dict[str, float]] = {}
    for nodes, edges in SIZES:
        elements = drawing(nodes, edges)
        start = f"{address}/?concept={SPACE}seed"
        with page_of(browser, start) as ours, page_of(browser, start) as light, \
                page_of(browser, address) as bare, page_of(browser, address) as plain:
            size = _draw(ours, elements, False)
            _draw(light, elements, True)
            bare.evaluate(in_page.BARE, [elements, ours.evaluate("() => whatfixes.canvas.sheet(false)"), *size])
            plain.evaluate(in_page.BARE, [elements, [], *size])
            runs = _runs(ours, light, bare, plain)
            for run in runs.values():  # a first gesture each, which nobody counts: ours learns from it how fast the machine draws
                run("pan", 0.7)
            measured: dict[str, list[float]] = {}
            for number in range(rounds):
                _round(runs, list(runs)[number % len(runs):] + list(runs)[:number % len(runs)], seconds, measured)
            found[str(nodes + edges)] = {name: round(statistics.median(values), 2) for name, values in measured.items()}
    return found


def _round(runs: dict[str, Callable[[str, float], tuple[float, float]]], order: list[str], seconds: float,
           measured: dict[str, list[float]]) -> None:
    """One gesture of each sort on each page, one after another; ratios are of rates measured within seconds of each other."""
    for sort in ("pan", "zoom"):
        rates = {name: runs[name](sort, seconds) for name in order}
        for name, (rate, cost) in rates.items():
            measured.setdefault(f"{name} {sort}", []).append(rate)
            measured.setdefault(f"{name} {sort} cpu ms", []).append(cost)
            measured.setdefault(f"bare / {name} {sort}", []).append(rates["bare"][0] / max(rate, 0.01))


def _draw(page: Any, elements: list[dict[str, Any]], is_light: bool) -> tuple[int, int]:
    """Draw the elements on our page, in the full or the light style; the size of its canvas."""
    page.evaluate("""(add) => { whatfixes.state.waiting = null; whatfixes.canvas.draw({ n: 1, title: "" },
      { mode: "kind", add, replace: true, lit: [], chosen: null, fit: "all", note: "", origin: null,
        groups: {}, moves: [], did: "" }); }""", elements)
    page.wait_for_function(in_page.SETTLED)
    wide, high = page.evaluate("() => [whatfixes.canvas.cy().width(), whatfixes.canvas.cy().height()]")
    page.evaluate(in_page.FIT, is_light)
    return wide, high


def _runs(ours: Any, light: Any, bare: Any, plain: Any) -> dict[str, Callable[[str, float], tuple[float, float]]]:
    def page(shown: Any, name: str) -> Callable[[str, float], tuple[float, float]]:
        session = shown.context.new_cdp_session(shown)
        session.send("Performance.enable")

        def spent() -> float:
            """Seconds of processor that the page's thread has used."""
            return float(next(m["value"] for m in session.send("Performance.getMetrics")["metrics"] if m["name"] == "ThreadTime"))

        def run(sort: str, seconds: float) -> tuple[float, float]:
            shown.bring_to_front()
            shown.wait_for_timeout(250)
            shown.evaluate(in_page.IDLE)
            begun = spent()
            rate, drawn = shown.evaluate(f"async (given) => ({in_page.FRAMES})([{name}, ...given])", [sort, seconds])
            return float(rate), 1000 * (spent() - begun) / max(drawn, 1)

        return run

    cy = "whatfixes.canvas.cy()"
    return {"ours": page(ours, cy), "light": page(light, cy), "bare": page(bare, "bare"), "plain": page(plain, "bare")}


def begin(browser: Any, address: str, rounds: int) -> dict[str, float]:
    """Seconds from the request to a box that takes letters and to the overview, the first and a later time."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(in_page.BEGIN)
        for name in ("first", "later"):
            page.goto(address)
            page.wait_for_function("() => began.overview")
            for what in ("box", "overview"):
                found.setdefault(f"{name} {what}", []).append(page.evaluate(f"() => began.{what} / 1000"))
        context.close()
    return {name: round(statistics.median(values), 2) for name, values in found.items()}


def report(found: dict[str, Any]) -> list[str]:
    """Print the tables; the bounds that are broken."""
    broken: list[str] = []
    for count, row in found.get("expand", {}).items():
        print(f"expand {count:>4} neighbours  {row['ms']:6} ms, the first 50 {row['first ms']:5} ms"
              f"  in {row['requests']} request{'s' if row['requests'] > 1 else ''}")
    for size, row in found.get("frames", {}).items():
        for sort in ("pan", "zoom"):
            own = "light" if int(size) >= LIGHT_AT else "ours"
            ratio = row[f"bare / {own} {sort}"]
            rates = "  ".join(f"{name} {row[f'{key} {sort}']:5.1f} ({row[f'{key} {sort} cpu ms']:5.1f} ms)" for name, key in (
                ("full", "ours"), ("light", "light"), ("bare", "bare"), ("plain", "plain")))
            print(f"{size:>5} elements {sort:4}  {rates} frames/s   bare / {own} {ratio:4.2f}")
            if ratio > MOST_RATIO:
                broken.append(f"{size} {sort}: {ratio:.2f} times slower than bare")
            if int(size) in (FULL_AT, LIGHT_AT) and row[f"{own} {sort}"] < LEAST_FRAMES:
                broken.append(f"{size} {sort}: {row[f'{own} {sort}']} frames/s in {own} style")
    for name, seconds in found.get("begin", {}).items():
        print(f"begin {name:15} {seconds:5.2f} s")
        if seconds > BEGIN_SECONDS:
            broken.append(f"begin {name}: {seconds} s")
    return broken


def main() -> int:
    """Run what was asked for, print and write it; 1 where a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only", choices=("expand", "frames", "begin"))
    args = parser.parse_args()
    from playwright import sync_api
    found: dict[str, Any] = {"cores": os.cpu_count(), "graphics card": False, "load before": round(os.getloadavg()[0], 1)}
    with tempfile.TemporaryDirectory() as folder, sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        path = pathlib.Path(folder) / "synthetic.ttl"
        synthetic(path)
        if args.only != "begin":
            with served("--data", str(path)) as address:
                if args.only != "frames":
                    found["expand"] = expand(browser, address, args.rounds)
                if args.only != "expand":
                    found["frames"] = frames(browser, address, args.rounds, args.seconds)
        if args.only in (None, "begin"):
            with served() as address:
                found["begin"] = begin(browser, address, args.rounds)
        browser.close()
    found["load after"] = round(os.getloadavg()[0], 1)
    print(f"{found['cores']} cores, {found['load before']} programs waiting for them before and {found['load after']} after")
    broken = report(found)
    target = pathlib.Path(__file__).parent / "results" / "browser.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for line in broken:
        print(f"falls short: {line}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
