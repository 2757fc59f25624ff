"""What the checks find, for the bar, the page of findings, the panel and the badges of concepts: one report for each store.

May import: graph, checking. The checks begin when something first shows what they find. Nothing waits for it: until it is
there, it is told that the checks are running.
"""
from __future__ import annotations

import logging
import threading
import time
import weakref
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

import pyoxigraph as ox

from graph import claims
from graph.check import Finding
from graph.errors import GraphError
from graph.progress import Cancelled
from graph.store import Store

from . import checking

_log = logging.getLogger(__name__)
WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
_MOST_OWNERS = 50


@dataclass(frozen=True)
class Report:
    """How far the checks are, what they found, by concept too, and since when that is so (seconds since 1970)."""

    state: str = WAITING
    findings: tuple[Finding, ...] = ()
    by_thing: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    trouble: str = ""
    since: float = 0.0
    far: tuple[str, int, int] = ("", 0, 1)


class Findings:
    """The report on one store."""

    def __init__(self, store: Store) -> None:
        self._store = weakref.ref(store)  # what is kept for a store must not keep it
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
            store = self._store()
            if store is not None and (self._report.state == WAITING or again and self._report.state == CANCELLED):
                self._unwanted = threading.Event()
                self._report = Report(RUNNING, since=time.time())
                threading.Thread(target=self._check, args=(store, self._unwanted), name="check", daemon=True).start()
        return self._report

    def cancel(self) -> Report:
        """End the checks that run, now; gives how it stands then."""
        with self._lock:
            if self._report.state == RUNNING:
                self._unwanted.set()
                self._report = Report(CANCELLED, since=time.time())
        return self._report

    def _check(self, store: Store, unwanted: threading.Event) -> None:
        try:
            found = checking.findings(store, lambda *far: self._set(unwanted, Report(RUNNING, since=self._report.since, far=far)))
            self._set(unwanted, Report(DONE, found, _by_thing(store, found), since=time.time()))
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


_kept: weakref.WeakKeyDictionary[Store, Findings] = weakref.WeakKeyDictionary()
_keeping = threading.Lock()


def of(store: Store) -> Findings:
    """The findings of a store, the same for all who ask as long as it lives."""
    with _keeping:
        return _kept.setdefault(store, Findings(store))


def _by_thing(store: Store, found: tuple[Finding, ...]) -> dict[str, tuple[Finding, ...]]:
    """The findings by the things that they concern, each once."""
    things: dict[str, dict[Finding, None]] = defaultdict(dict)
    for finding in found:
        for thing in about(store, finding.place):
            things[thing][finding] = None
    return {thing: tuple(those) for thing, those in things.items()}


def about(store: Store, place: str) -> list[str]:
    """The things that a finding at an IRI concerns: itself, the ends and conditions of a claim, what a correction is about, whose
    part (a step, a variable, a quantity) it is, and then what that concerns."""
    known = claims.of(store)
    found = [place]
    if claim := known.by_iri.get(place):
        found += [claim.subject, claim.object, *claim.conditions]
    elif correction := known.corrections.get(place):
        found += correction.about
    elif place not in store.concept_set:
        for owner in _owners(store, place):
            claim = known.by_iri.get(owner)
            found += [owner, *((claim.subject, claim.object) if claim else ())]
    return list(dict.fromkeys(found))


def _owners(store: Store, place: str) -> list[str]:
    """What points at a thing that is no concept itself; nothing for a blank node, which nobody can name."""
    try:
        pointing = store.graph.quads_for_pattern(None, None, ox.NamedNode(place), None)
    except ValueError:
        return []
    return list(dict.fromkeys(q.subject.value for q in islice(pointing, _MOST_OWNERS) if isinstance(q.subject, ox.NamedNode)))
