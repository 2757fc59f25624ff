"""Processes that can be killed: what stops, what is left behind, and what the next query pays for it."""
from __future__ import annotations

import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from graph import processes
from graph.errors import QueryError, StoreError
from graph.vocabulary import PREFIXES
from graph.workers import Pool

SMALL_QUERY = "SELECT * { ?s ?p ?o } LIMIT 3"
WALK = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"
NUMBERS = " ".join(map(str, range(400)))
ANY = "(<http://x/>|!<http://x/>)"
RUNAWAYS = {
    "a cartesian count": (f"SELECT (COUNT(*) AS ?n) {{ {WALK} }}", "timeout"),
    "a product of values": (
        f"SELECT * {{ VALUES ?w {{ {NUMBERS} }} VALUES ?x {{ {NUMBERS} }} VALUES ?y {{ {NUMBERS} }} FILTER(?w + ?x + ?y < 0) }}",
        "timeout"),
    "a closure over everything": (f"SELECT (COUNT(*) AS ?n) {{ ?s {ANY}*/{ANY}* ?o . ?t {ANY}* ?u . ?v {ANY}* ?w }}", "timeout"),
    "a huge regular expression": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?q ?u . ?v ?r ?w "
        'FILTER(REGEX(CONCAT(STR(?o), STR(?u), STR(?w)), "(x+x+)+y|(a|b|ab)*c")) }', "timeout"),
    "an endless result": (f"SELECT * {{ {WALK} }}", "too-large"),
    "a sort of everything": (f"SELECT * {{ {WALK} }} ORDER BY ?n", "memory"),
}


def request(query: str, **changes: object) -> dict[str, object]:
    return {"query": query, "format": "json", "prefixes": PREFIXES, "union": True, "bytes": 8 << 20, "rows": 10**6,
            "default_graphs": None, "named_graphs": None, **changes}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A cyclic graph, big enough that no product over it ends."""
    file = tmp_path_factory.mktemp("graph") / "graph.nq"
    lines = (f"<http://a/{i % 700}> <http://p/{i % 5}> <http://a/{(i * 7 + 1) % 700}> .\n"
             f"<http://a/{i % 700}> <http://p/name> \"{'x' * 30} {i}\" .\n" for i in range(4000))
    file.write_text("".join(lines))
    return file


@pytest.fixture
def pool(path: pathlib.Path) -> Iterator[Pool]:
    pool = Pool(path, size=2, memory=300 << 20)
    yield pool
    pool.close()


def children(pid: int) -> list[int]:
    tasks = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [int(p) for p in tasks.read_text().split()] if tasks.exists() else []


def test_a_query_is_answered(pool: Pool) -> None:
    reply = pool.run(request(SMALL_QUERY), 5)
    assert reply.rows == 3
    assert reply.body.startswith(b'{"head":{"vars":')


@pytest.mark.parametrize("name", RUNAWAYS)
def test_a_runaway_is_stopped_and_the_next_query_is_quick(pool: Pool, name: str) -> None:
    query, reason = RUNAWAYS[name]
    pool.run(request(SMALL_QUERY), 5)
    start = time.monotonic()
    with pytest.raises(QueryError) as caught:
        pool.run(request(query), 1.5 if reason == "timeout" else 20)
    taken = time.monotonic() - start
    assert caught.value.reason == reason
    if reason == "timeout":
        assert 1.4 < taken < 1.75
    start = time.monotonic()
    assert pool.run(request(SMALL_QUERY), 5).rows == 3
    assert time.monotonic() - start < 0.5


def test_nothing_runs_on_after_the_deadline(pool: Pool) -> None:
    for _ in range(3):
        with pytest.raises(QueryError):
            pool.run(request(RUNAWAYS["a cartesian count"][0]), 0.6)
    time.sleep(0.3)
    pool.run(request(SMALL_QUERY), 5)
    before = [_ticks(pid) for pid in children(pool._process.pid)]
    time.sleep(0.5)
    assert sum(_ticks(pid) for pid in children(pool._process.pid)) - sum(before) <= 2
    assert len(children(pool._process.pid)) <= 4


def test_the_system_ends_a_query_at_its_deadline_though_nobody_watches(pool: Pool) -> None:
    pool.wait()
    worker = pool._take(request(RUNAWAYS["a cartesian count"][0]) | {"deadline": time.monotonic() + 0.5})
    worker.stream.settimeout(60)
    assert worker.stream.recv(1) == b"", "its process is gone"
    while _state(worker.pid) not in ("Z", ""):
        time.sleep(0.05)  # it leaves


def test_a_worker_lives_on_after_the_deadline_of_a_query_that_it_answered(pool: Pool) -> None:
    pool.run(request(SMALL_QUERY), 2)
    (worker,) = pool._idle
    time.sleep(2.5)
    pool.run(request(SMALL_QUERY), 20)
    assert [w.pid for w in pool._idle] == [worker.pid]


def _state(pid: int) -> str:
    """What a process does, as the system abbreviates it; "" where there is none such."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


def _ticks(pid: int) -> int:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def test_quick_queries_stay_quick_beside_slow_ones(pool: Pool) -> None:
    slow = [threading.Thread(target=_suffer, args=(pool, RUNAWAYS["a cartesian count"][0], 3.0)) for _ in range(8)]
    for thread in slow:
        thread.start()
    time.sleep(1.2)
    times = []
    while any(thread.is_alive() for thread in slow):
        start = time.monotonic()
        pool.run(request(SMALL_QUERY), 5)
        times.append(time.monotonic() - start)
    for thread in slow:
        thread.join()
    assert statistics.quantiles(times, n=20)[18] < 0.3, times


def _suffer(pool: Pool, query: str, seconds: float) -> None:
    try:
        pool.run(request(query), seconds)
    except QueryError as error:
        assert error.reason in ("timeout", "busy")


def test_a_worker_can_open_neither_connection_nor_file(pool: Pool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1.0)
        port = server.getsockname()[1]
        with pytest.raises(QueryError) as caught:
            pool.run(request(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/sparql> {{ ?s ?p ?o }} }}"), 5)
        assert caught.value.reason == "failed"
        with pytest.raises(TimeoutError):
            server.accept()


def test_workers_serve_many_threads(pool: Pool) -> None:
    found: list[int | None] = []

    def ask() -> None:
        found.extend(pool.run(request(SMALL_QUERY), 5).rows for _ in range(100))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 800


def test_a_dead_worker_and_a_dead_zygote_are_replaced(pool: Pool) -> None:
    pool.run(request(SMALL_QUERY), 5)
    os.kill(children(pool._process.pid)[0], signal.SIGKILL)
    time.sleep(0.2)
    assert pool.run(request(SMALL_QUERY), 5).rows == 3
    os.kill(pool._process.pid, signal.SIGKILL)
    pool._process.wait()
    while pool._idle:
        pool._kill(pool._idle.pop())
    assert pool.run(request(SMALL_QUERY), 5).rows == 3


def test_closing_leaves_no_process(path: pathlib.Path) -> None:
    pool = Pool(path, size=1)
    pool.run(request(SMALL_QUERY), 5)
    pids = [pool._process.pid, *children(pool._process.pid)]
    assert len(pids) == 2
    pool.close()
    time.sleep(0.2)
    assert [pid for pid in pids if _alive(pid)] == []
    with pytest.raises(QueryError, match="closed"):
        pool.run(request(SMALL_QUERY), 5)


def _alive(pid: int) -> bool:
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_workers_are_renewed_before_their_memory_frays(pool: Pool) -> None:
    pool.run(request(SMALL_QUERY), 5)
    first = children(pool._process.pid)
    for _ in range(510):
        pool.run(request(SMALL_QUERY), 5)
    assert children(pool._process.pid) != first


def test_a_file_that_cannot_be_loaded_is_told(tmp_path: pathlib.Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("this is no graph")
    pool = Pool(broken)
    with pytest.raises(StoreError, match="broken.nq"):
        pool.run(request(SMALL_QUERY), 5)
    pool.close()


def test_the_first_answer_comes_quickly(path: pathlib.Path) -> None:
    start = time.monotonic()
    pool = Pool(path)
    pool.run(request(SMALL_QUERY), 5)
    assert time.monotonic() - start < 0.6
    pool.close()


def test_the_engine_forks_from_a_single_thread(pool: Pool) -> None:
    pool.run(request(SMALL_QUERY), 5)
    assert len(list(pathlib.Path(f"/proc/{pool._process.pid}/task").iterdir())) == 1


def test_the_processor_time_of_a_worker_is_known(pool: Pool) -> None:
    pool.run(request(SMALL_QUERY), 5)
    before = processes.worked(pool._idle[-1].pid)
    for _ in range(30):
        pool.run(request("SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > 3) }"), 5)
    assert 0 < before < processes.worked(pool._idle[-1].pid) < 5


def test_loading_a_graph_does_not_count_as_a_querys_time(path: pathlib.Path) -> None:
    pool = Pool(path, size=1)
    pool.wait()
    assert pool._ready and len(pool._idle) == 1
    assert pool.run(request(SMALL_QUERY), 0.5).rows == 3
    pool.close()


def test_a_process_is_ending_from_the_moment_that_it_is_killed() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; held = bytearray(300 << 20); print('held', flush=True); time.sleep(60)"],
                             stdout=subprocess.PIPE)
    assert child.stdout and child.stdout.readline() == b"held\n" and not processes.is_ending(child.pid)
    child.kill()
    while not processes.is_ending(child.pid):
        time.sleep(0.001)
    child.wait(10)
    assert processes.is_ending(child.pid)
    child.stdout.close()
