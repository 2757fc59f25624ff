"""explorer/generations.py, `whatfixes serve --watch`: the data change while the real server answers."""
from __future__ import annotations

import http.client
import json
import os
import pathlib
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest

ROOT = pathlib.Path(__file__).parent.parent
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
COUNT = "SELECT ?v (COUNT(*) AS ?n) { ?s <http://e.org/version> ?v } GROUP BY ?v"
SIZE = 400


@dataclass
class Served:
    """A server, the file that it serves, and what it says on standard error."""

    port: int
    file: pathlib.Path
    said: queue.Queue[str] = field(default_factory=queue.Queue)

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.headers, body

    def versions(self) -> dict[str, int]:
        """How many things have which version."""
        status, _, body = self.get(f"/sparql?format=json&query={quote(COUNT)}")
        assert status == 200, body
        return {row["v"]["value"]: int(row["n"]["value"]) for row in json.loads(body)["results"]["bindings"]}

    def hear(self, words: str) -> str:
        """What is said until a line has these words."""
        lines = []
        while not lines or words not in lines[-1]:
            lines.append(self.said.get(timeout=60))
        return "\n".join(lines)


def write(file: pathlib.Path, version: str) -> None:
    """Write a graph of things that all have one version, and put it in its place at once."""
    lines = [f'<http://e.org/{n}> <http://e.org/version> "{version}" ; {LABEL} "thing {n} {version}" .' for n in range(SIZE)]
    whole = file.with_name("new")
    whole.write_text("\n".join(lines) + "\n")
    os.replace(whole, file)


@pytest.fixture
def served(tmp_path: pathlib.Path) -> Iterator[Served]:
    """A server that watches a graph of version one."""
    file = tmp_path / "graph.ttl"
    write(file, "one")
    command = [sys.executable, "-m", "explorer", "serve", "--port", "0", "--watch", "--data", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout and process.stderr
        made = Served(int(process.stdout.readline().split()[4].rstrip("/").rpartition(":")[2]), file)
        reading = threading.Thread(target=lambda lines: [made.said.put(line.rstrip()) for line in lines], args=(process.stderr,))
        reading.start()
        try:
            yield made
        finally:
            process.terminate()
            process.wait(30)
            reading.join()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_changed_data_are_served_whole_and_no_answer_mixes_two_states(served: Served) -> None:
    seen: list[dict[str, int]] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            seen.append(served.versions())

    clients = [threading.Thread(target=ask) for _ in range(3)]
    for client in clients:
        client.start()
    try:
        for version in ("two", "three"):
            write(served.file, version)
            served.hear("the graph has changed")
            assert served.versions() == {version: SIZE}
            suggested = json.loads(served.get("/suggest?q=thing")[2])
            assert suggested and all(version in s["label"] for s in suggested if s["is"] == "concept"), "the page follows"
    finally:
        over.set()
        for client in clients:
            client.join()
    assert {(v, n) for answer in seen for v, n in answer.items()} == {("one", SIZE), ("two", SIZE), ("three", SIZE)}
    assert all(len(answer) == 1 for answer in seen)
    order = [next(iter(answer)) for answer in seen]
    assert len(seen) > 10 and order[-1] == "three"


def test_a_mistake_in_new_data_is_told_and_the_old_ones_stay(served: Served) -> None:
    served.file.write_text("<http://e.org/a> <http://e.org/b>\n  oops .\n")
    said = served.hear("still served")
    assert f"{served.file}:2:" in said
    assert served.versions() == {"one": SIZE}
    served.file.unlink()
    assert "no such file" in served.hear("still served")
    write(served.file, "mended")
    served.hear("the graph has changed")
    assert served.versions() == {"mended": SIZE}


def test_an_answer_holds_as_long_as_its_generation(served: Served) -> None:
    path = f"/sparql?format=json&query={quote(COUNT)}"
    _, headers, body = served.get(path)
    tag, name = headers["ETag"], headers["Graph-Generation"]
    assert headers["Cache-Control"] == "no-cache"
    status, again, nothing = served.get(path, **{"If-None-Match": tag})
    assert (status, nothing, again["ETag"]) == (304, b"", tag)
    status, kept, same = served.get(path)
    assert (status, same, kept["ETag"], kept["Server-Timing"]) == (200, body, tag, "kept")
    assert served.get(path + "&default-graph-uri=", **{"If-None-Match": tag})[0] == 200
    assert served.get(path.replace("json", "csv"), **{"If-None-Match": tag})[0] == 200
    assert served.get("/")[1]["Graph-Generation"] == name
    assert "ETag" not in served.get(f"/sparql?query={quote('SELECT (RAND() AS ?r) {}')}")[1]
    write(served.file, "two")
    served.hear("the graph has changed")
    status, headers, changed = served.get(path, **{"If-None-Match": tag})
    assert status == 200 and headers["ETag"] != tag and headers["Graph-Generation"] != name and changed != body
