"""What runs for a page and may be cancelled from it: each job under a name that the page has given it, as long as it runs.

May import: graph. A job is the library's progress: it keeps what it is told, and raises Cancelled once it is no longer wanted.
"""
from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import flask

from graph.progress import Cancelled
from graph.store import Store

PATH = "/jobs"
_LONGEST_NAME, _MOST = 64, 1000


class Job:
    """One job: how far it is, and whether it is still wanted. Called as graph.progress.Progress is."""

    def __init__(self) -> None:
        self.at: tuple[str, int, int] = ("", 0, 1)
        self._is_over = threading.Event()

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        self.at = stage, done, total
        if self._is_over.is_set():
            raise Cancelled("this was cancelled")

    def cancel(self) -> None:
        """From any thread: the job ends when it next tells of itself."""
        self._is_over.set()


class Jobs:
    """The jobs that run; for many threads."""

    def __init__(self) -> None:
        self._running: dict[str, Job] = {}
        self._lock = threading.Lock()

    @contextmanager
    def running(self, name: object) -> Iterator[Job]:
        """A job under a name that came from outside; one without a proper name of its own cannot be cancelled."""
        job = Job()
        known = isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME
        with self._lock:
            if known and str(name) not in self._running and len(self._running) < _MOST:
                self._running[str(name)] = job
        try:
            yield job
        finally:
            with self._lock:
                if self._running.get(str(name)) is job:
                    del self._running[str(name)]

    def get(self, name: str) -> Job | None:
        """The job that runs under a name."""
        return self._running.get(name)


_cache: weakref.WeakKeyDictionary[Store, Jobs] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def of(store: Store) -> Jobs:
    """The jobs over a store."""
    with _lock:
        return _cache.setdefault(store, Jobs())


def blueprint(store: Store) -> flask.Blueprint:
    """`GET /jobs/NAME`: whether a job runs, and how far it is; `POST /jobs/NAME/cancel` ends it, if it does."""
    routes, jobs = flask.Blueprint("jobs", __name__), of(store)

    @routes.get(f"{PATH}/<name>")
    def far(name: str) -> flask.Response:
        job = jobs.get(name)
        stage, done, total = job.at if job else ("", 0, 1)
        response = flask.jsonify({"running": job is not None, "stage": stage, "done": done, "total": total})
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.post(f"{PATH}/<name>/cancel")
    def cancel(name: str) -> flask.Response:
        if job := jobs.get(name):
            job.cancel()
        return flask.Response(status=204)

    return routes
