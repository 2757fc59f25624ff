"""What the checks find, for the bar, the page of findings and the badges of concepts: computed once, when first needed.

May import: graph, documents.checking. Nothing waits for it: until it is there, it is told that the checks are running.
"""
from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field

from graph import claims
from graph.check import Finding
from graph.errors import GraphError
from graph.progress import Cancelled
from graph.store import Store
from graph.vocabulary import ID, WF

from . import checking

_log = logging.getLogger(__name__)
WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


@dataclass(frozen=True)
class Report:
    """How far the checks are, what they found, by concept too, and since when that is so (seconds since 1970)."""

    state: str = WAITING
    findings: tuple[Finding, ...] = ()
    by_thing: dict[str, list[Finding]] = field(default_factory=dict)
    trouble: str = ""
    since: float = 0.0
    far: tuple[str, int, int] = ("", 0, 1)


class Findings:
    """The report on one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._report = Report()
        self._unwanted = threading.Event()

    @property
    def report(self) -> Report:
        """How it stands now."""
        return self._report

    def begin(self, again: bool = False) -> Report:
        """Begin the checks, unless they have been; *again* those that were cancelled. Gives how it stands now."""
        with self._lock:
            if self._report.state == WAITING or again and self._report.state == CANCELLED:
                self._unwanted = threading.Event()
                self._report = Report(RUNNING, since=time.time())
                threading.Thread(target=self._check, args=(self._unwanted,), name="check", daemon=True).start()
        return self._report

    def cancel(self) -> Report:
        """End the checks that run, now; gives how it stands then."""
        with self._lock:
            if self._report.state == RUNNING:
                self._unwanted.set()
                self._report = Report(CANCELLED, since=time.time())
        return self._report

    def _check(self, unwanted: threading.Event) -> None:
        try:
            found = checking.findings(self._store, lambda *far: self._set(unwanted, Report(RUNNING, since=self._report.since, far=far)))
            self._set(unwanted, Report(DONE, found, _by_thing(self._store, found), since=time.time()))
        except Cancelled:
            return
        except GraphError as error:
            _log.warning("%s", error, exc_info=error)
            with suppress(Cancelled):
                self._set(unwanted, Report(FAILED, trouble=str(error), since=time.time()))

    def _set(self, unwanted: threading.Event, report: Report) -> None:
        """How a run of the checks stands, unless it was cancelled: then Cancelled."""
        with self._lock:
            if unwanted.is_set():
                raise Cancelled("the checks were cancelled")
            self._report = report


def _by_thing(store: Store, found: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """The findings by the concepts that they concern: as they are placed, by the ends of a claim, by what a correction is about."""
    known = claims.of(store)
    things: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        places = {finding.place}
        if claim := known.by_iri.get(finding.place):
            places |= {claim.subject, claim.object, *claim.conditions}
        if correction := known.corrections.get(finding.place):
            places |= set(correction.about)
        places |= {owner for prop in ("step", "variable", "example") for owner in _owners(store, finding.place, prop)}
        for place in places:
            things[place].append(finding)
    return dict(things)


def _owners(store: Store, place: str, prop: str) -> list[str]:
    return store.subjects(WF + prop, place) if place.startswith(ID) else []
