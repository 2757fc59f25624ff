"""What the page does with an action: a pure function from store and action to a panel and a drawing.

May import: graph, drawings, elements, expansion, families, layouts, overview, panels, pathsearch, sections, state. An action is
what assets/bridge.js sets: `do`, its arguments, `present` (the concepts on the canvas with their places) and `fresh` (whether the
canvas may be replaced, because nobody has built on it). Everything in it comes from outside and is checked here.
"""
from __future__ import annotations

import dataclasses
import logging
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph import paths, search
from graph.errors import GraphError, UnknownConcept
from graph.progress import Progress, unseen
from graph.store import Store
from graph.vocabulary import WF

from . import drawings, elements, expansion, families, layouts, overview, pathsearch, sections, state
from .elements import Drawing
from .layout import Point
from .panels import answer as answer_panel
from .panels import concept as concept_panel
from .panels import kind as kind_panel
from .panels import paths as path_panel
from .panels.parts import Part
from .pathsearch import Wish

_log = logging.getLogger(__name__)
_LONGEST_QUESTION = 2000


@dataclass(frozen=True)
class Response:
    """What the page shows next: the panel (None: as it was), the drawing (None: as it was), the window's title."""

    panel: Part = None
    drawing: Drawing | None = None
    title: str = ""


@dataclass(frozen=True)
class Action:
    """An action, checked: *present* holds only concepts of the graph, at finite places."""

    do: str
    data: Mapping[str, Any]
    present: dict[str, Point]
    fresh: bool
    room: Point = overview.ROOM
    progress: Progress = unseen

    @property
    def kept(self) -> dict[str, Point]:
        """What must stay on the canvas: nothing where it is fresh."""
        return {} if self.fresh else self.present

    def text(self, name: str) -> str:
        """An argument as text, "" where it is missing."""
        value = self.data.get(name)
        return value.strip()[:_LONGEST_QUESTION] if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """An argument as a list of texts."""
        value = self.data.get(name)
        return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def read(store: Store, data: Mapping[str, Any]) -> Action:
    """An action from what the browser sent; what is malformed in it is left out."""
    sent = data.get("present")
    present = {}
    for iri, at in (sent.items() if isinstance(sent, Mapping) else ()):
        if iri in store.concept_set and isinstance(at, Sequence) and len(at) == 2 and all(
                isinstance(v, (int, float)) and math.isfinite(v) for v in at):
            present[iri] = (float(at[0]), float(at[1]))
    return Action(str(data.get("do", "")), data, present, bool(data.get("fresh", True)) or not present, _room(data.get("room")))


def _room(sent: object) -> Point:
    """The width and height of the canvas in pixels, within reason."""
    if not isinstance(sent, Sequence) or len(sent) != 2 or not all(isinstance(v, (int, float)) and math.isfinite(v) for v in sent):
        return overview.ROOM
    return max(200.0, min(4000.0, float(sent[0]))), max(160.0, min(3000.0, float(sent[1])))


def respond(store: Store, data: Mapping[str, Any], progress: Progress = unseen) -> Response:
    """The response to an action, which *progress* may cancel while it searches. A GraphError becomes a sentence in the
    panel, and so does whatever is unexpected, which is also logged in full."""
    action = dataclasses.replace(read(store, data), progress=progress)
    try:
        return _HANDLERS.get(action.do, _home)(store, action)
    except GraphError as error:
        return _trouble(store, action, _sentence(error), error.nearest if isinstance(error, UnknownConcept) else [], "Not found")
    except Exception:  # The outermost edge of the page: without an answer here the canvas and panel would wait for ever.
        _log.exception("the action %s failed", action.do)
        return _trouble(store, action, "Something went wrong on the server with this one; the rest still works. "
                                       "The server's log says more.", [], "Trouble")


def _trouble(store: Store, action: Action, message: str, nearest: list[str], title: str) -> Response:
    """A sentence in the panel; an empty canvas gets the overview, so that there is a way on."""
    empty = not action.present and not action.data.get("drawn")
    return Response(kind_panel.trouble(message, nearest), _home(store, action).drawing if empty else None, title)


def _named(store: Store, name: str) -> str:
    """The concept that an IRI, id or name means; an IRI of the graph is taken as it is, whatever it is made of."""
    return name if name in store.concept_set else search.resolve(store, name)


def _sentence(error: GraphError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def _home(store: Store, action: Action) -> Response:
    return Response(None, Drawing("overview", overview.overview(store, action.text("by"), action.room), replace=True, fit="all"))


def _concept(store: Store, action: Action) -> Response:
    """Open a concept: on a fresh canvas with its neighbours, else beside what is there."""
    iri = _named(store, action.text("iri"))
    if action.fresh and iri not in action.present:
        return _expanded(store, action, iri, replace=True)
    drawing = drawings.opened(store, iri, action.present, action.text("near"))
    return Response(concept_panel.concept(store, iri), _with_groups(store, iri, drawing), store.label(iri))


def _expand(store: Store, action: Action) -> Response:
    """Add neighbours of a concept, of the groups and members named or of all: 50, *whole* 1,000, or as one node a group."""
    return _expanded(store, action, _named(store, action.text("iri")))


def _reroot(store: Store, action: Action) -> Response:
    """Make a concept the start: the canvas is replaced by it and its neighbours."""
    iri = _named(store, action.text("iri"))
    found = _expanded(store, action, iri, replace=True)
    drawing = _did(found.drawing, f"started again from {store.label(iri)}") if found.drawing else None
    return dataclasses.replace(found, drawing=drawing)


def _expanded(store: Store, action: Action, iri: str, replace: bool = False) -> Response:
    present = {} if replace else action.present
    known = expansion.groups(store, iri)
    wish = expansion.Wish(tuple(action.texts("groups")), tuple(action.texts("members")), action.data.get("as_group") is True,
                          action.data.get("whole") is True)
    if wish.as_group:
        drawing, left = drawings.grouped(store, iri, expansion.wanted(known, wish), present, action.text("near")), 0
    else:
        chosen = expansion.choose(known, wish, {*present, iri})
        drawing, left = drawings.expanded(store, iri, chosen, present, action.text("near"), replace), chosen.left
    if action.do == "expand" and drawing.add:
        named = expansion.told(known, wish, store.label)
        drawing = _did(drawing, f"expanded {store.label(iri)}{': ' if named else ''}{named}{', as a group' * wish.as_group}")
    return Response(concept_panel.concept(store, iri, drawing.note if left else ""), _with_groups(store, iri, drawing), store.label(iri))


def _did(drawing: Drawing, name: str) -> Drawing:
    return dataclasses.replace(drawing, did=elements.cut(name, 120))


def _with_groups(store: Store, iri: str, drawing: Drawing) -> Drawing:
    """What the checklist on the canvas needs comes with the request that opened the concept."""
    return dataclasses.replace(drawing, groups={iri: [expansion.listing(store, g) for g in expansion.groups(store, iri)]})


def _groups(store: Store, action: Action) -> Response:
    """The groups of a concept for the checklist, or further members of one of them; nothing is drawn."""
    iri = _named(store, action.text("iri"))
    start, only = action.data.get("from"), action.text("group")
    begin = start if isinstance(start, int) and start > 0 else 0
    listed = [expansion.listing(store, g, begin) for g in expansion.groups(store, iri) if not only or g.key == only]
    return Response(None, Drawing("groups", groups={iri: listed}))


def _layout(store: Store, action: Action) -> Response:
    """New places for what is on the canvas, by one of the layouts."""
    how, sent = action.text("how"), action.data.get("summaries")
    if how not in layouts.NAMES:
        raise GraphError(f"no layout is called {how!r}; choose one of {', '.join(layouts.NAMES)}")
    summaries = {str(k): v for k, v in sent.items() if isinstance(v, str) and v in action.present} if isinstance(sent, Mapping) else {}
    return Response(None, drawings.laid_out(store, how, action.present, summaries))


def _kind(store: Store, action: Action) -> Response:
    """Lay out the concepts of a family."""
    wanted = action.text("kind")
    known = families.of(store).by_iri
    family = known.get(wanted) or known.get(WF + wanted)
    if family is None:
        raise GraphError(f"no kind is called {wanted!r}; choose one of the overview")
    drawing = drawings.kind(store, family)
    return Response(kind_panel.kind(store, family, drawing.note), drawing, family.label)


def _section(store: Store, action: Action) -> Response:
    """Lay out the concepts of a section of the notes."""
    wanted = action.text("section")
    chapter = sections.of(store).by_name.get(wanted)
    if chapter is None:
        raise GraphError(f"no section is called {wanted!r}; choose one of the overview")
    drawing = drawings.kind(store, chapter)
    return Response(kind_panel.section(store, chapter, drawing.note), drawing, chapter.label)


def _ask(store: Store, action: Action) -> Response:
    """Answer a question; on a fresh canvas draw the answer, else light up what is there."""
    from graph import ask
    question = action.text("q")
    if not question:
        return _home(store, action)
    if ends := _two_concepts(store, question):
        return _searched(store, action, Wish(ends))
    found = ask.answer(store, question).as_json()
    if found.get("intent") == "path" and (response := _asked_path(store, action, found, question)):
        return response
    drawing = drawings.answer(store, found, action.kept, action.fresh or action.do == "draw-answer")
    there = {*action.kept, *(e["data"]["id"] for e in drawing.add)} if drawing else set()
    shown = drawing is not None and {i for i in drawing.lit if i in store.concept_set} <= there
    if drawing is None and not action.kept:
        drawing = _home(store, action).drawing
    return Response(answer_panel.answer(store, found, shown), drawing, question)


def _asked_path(store: Store, action: Action, found: Mapping[str, Any], question: str) -> Response | None:
    """A question for a path between two concepts, shown as the path form shows it; None where it asks for more."""
    along = [a["iri"] for a in found.get("answers") or []]
    if len(along) < 2:
        return None
    best = pathsearch.find(store, Wish((along[0], along[-1])), action.progress)
    if not best.paths or list(paths.nodes(best.paths[0])) != along:
        return None
    return dataclasses.replace(_searched(store, action, Wish((along[0], along[-1]))), title=question)


def _path_form(store: Store, action: Action) -> Response:
    """The form, with what was chosen so far."""
    wish = pathsearch.read(store, {**action.data, "ends": action.texts("ends") or [action.text("iri")]})
    drawing = None if action.present or action.data.get("drawn") else _home(store, action).drawing
    return Response(path_panel.form(store, wish, boxes=action.data.get("boxes")), drawing, "Paths")


def _path(store: Store, action: Action) -> Response:
    """Find the paths between concepts, and draw them."""
    return _searched(store, action, pathsearch.read(store, action.data))


def _searched(store: Store, action: Action, wish: Wish) -> Response:
    title = " to ".join(map(store.label, wish.ends)) or "Paths"
    found = pathsearch.find(store, wish, action.progress)
    drawing = drawings.paths(store, found.paths, found.links, wish.ends, action.kept) if found.steps else None
    if drawing is None and not action.present and not action.data.get("drawn"):
        drawing = _home(store, action).drawing
    return Response(path_panel.form(store, wish, found), drawing, title)


def _two_concepts(store: Store, text: str) -> tuple[str, str] | None:
    """The two concepts of a text that is nothing but "A to B", both named in full."""
    for place in re.finditer(r"\s+(?:to|→|->)\s+", text):
        ends = [search.find(store, part, 1) for part in (text[:place.start()], text[place.end():])]
        if all(found and found[0].score >= 100 for found in ends):
            return ends[0][0].iri, ends[1][0].iri
    return None


def _draw_path(store: Store, action: Action) -> Response:
    return Response(None, drawings.path(store, action.texts("nodes"), action.texts("edges"), action.kept))


def _restore(store: Store, action: Action) -> Response:
    """Bring back a view that a link, a file or the browser's history holds, and the panel that it had."""
    view = state.read(action.data.get("view"))
    sent = action.data.get("panel")
    asked = sent if isinstance(sent, Mapping) else {}
    has_panel = str(asked.get("do")) in _HANDLERS.keys() - {"home", "restore"}
    beside = respond(store, {**asked, "drawn": True, "present": {}, "fresh": False}, action.progress) if has_panel else None
    overview = _home(store, read(store, {**action.data, **asked})).drawing
    drawing = drawings.restored(store, view, overview or Drawing("overview"))
    # An empty panel, not none: the one of the view before must not stay.
    return Response(beside.panel if beside and beside.panel is not None else [], drawing, beside.title if beside else view.title)


_HANDLERS: dict[str, Callable[[Store, Action], Response]] = {
    "home": _home, "concept": _concept, "expand": _expand, "reroot": _reroot, "groups": _groups, "layout": _layout, "kind": _kind,
    "section": _section,
    "ask": _ask, "draw-answer": _ask, "path-form": _path_form, "path": _path, "draw-path": _draw_path, "restore": _restore}
