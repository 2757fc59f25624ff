"""In Chromium: what takes long can be cancelled, and then the work has really stopped."""
from __future__ import annotations

import os
import subprocess
import time

import pytest
from graphs import grid

from explorer import jobs, pathsearch
from graph.store import Store

from .conftest import served, watched


def processes() -> list[str]:
    """The processes that check a graph."""
    found = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in found if "explorer.documents.checking" in line and line.split()[0] == str(os.getpid())]


def test_a_search_for_paths_is_cancelled(chromium: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pathsearch, "_SECONDS", 600.0)  # so that nothing but the button ends it
    store = grid(60)
    with served(store) as address, watched(chromium, address) as seen:
        seen.open("/?paths")
        page = seen.page
        page.evaluate("() => window.whatfixes.act({ do: 'path', ends: ['http://e/0-0', 'http://e/59-59'], k: 50 })")
        page.wait_for_selector("#cancel:visible")
        assert page.evaluate("() => document.documentElement.classList.contains('busy')")
        name = page.evaluate("() => window.whatfixes.stopping.job()")
        running = jobs.of(store).get(name)
        assert running is not None
        page.wait_for_function("() => document.getElementById('cancel').title.includes('%')")
        page.focus("#cancel")
        page.keyboard.press("Enter")
        page.wait_for_selector("#panel:has-text('The search was cancelled.')")
        assert not page.locator("#cancel").is_visible() and not page.evaluate("() => window.whatfixes.state.waiting")
        assert jobs.of(store).get(name) is None  # its thread has left the search


def test_the_checks_are_cancelled_and_begun_again_without_a_script(chromium: object, notes: Store) -> None:
    with served(Store(notes.graph)) as address, watched(chromium, address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(address + "/findings")
        page.click("button:text-is('Cancel')")
        page.wait_for_selector("text=The checks were cancelled")
        for _ in range(100):
            if not processes():
                break
            time.sleep(0.1)
        assert not processes()
        page.click("button:text-is('Check again')")
        page.wait_for_selector("progress")
        page.click("button:text-is('Cancel')")
        page.wait_for_selector("text=The checks were cancelled")
