"""A page whose graph changes while it is open, on `whatfixes serve --watch`."""
from __future__ import annotations

import pathlib
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = pathlib.Path(__file__).parents[2]


def write(file: pathlib.Path, word: str) -> None:
    file.write_text("".join(f'<http://e.org/{n}> <http://www.w3.org/2000/01/rdf-schema#label> "{word} {n}" .\n' for n in range(20)))


def typed(page: Any, text: str) -> None:
    page.locator("#search input").first.fill("")
    page.locator("#search input").first.press_sequentially(text)


def test_a_page_over_a_graph_that_has_changed_says_so_and_reloads(chromium: Any, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "graph.nt"
    write(file, "apple")
    command = [sys.executable, "-m", "explorer", "serve", "--port", "0", "--watch", "--data", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout and server.stderr
            page = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
            page.goto(server.stdout.readline().split()[4])
            typed(page, "apple")
            page.wait_for_selector("#search [role=option]")
            assert not page.locator(".news").count()
            write(file, "cherry")
            while "has changed" not in server.stderr.readline():
                pass
            typed(page, "cherry")
            page.wait_for_selector(".news")
            box = page.locator(".news").bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= 390
            page.locator(".news .button").click()
            page.wait_for_selector(".news", state="detached")
            typed(page, "cherry")
            page.wait_for_selector("#search [role=option]")
            assert "cherry" in page.locator("#search [role=option]").first.inner_text()
            page.context.close()
        finally:
            server.terminate()
