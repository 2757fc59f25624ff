"""A view as SVG: the same shapes and colours as the canvas, made on the server, every text escaped.

May import: graph, elements, families, stylesheet, view.
"""
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from graph import export
from graph.store import Store

from .. import families, stylesheet
from ..elements import Element
from ..layout import Point
from ..stylesheet import Theme
from .view import View

_RADIUS, _MARGIN, _LABEL_WIDTH, _LINES = 13.0, 40.0, 20, 4
_BOW = 26.0
# Corners on a square from -1 to 1; what is not here is a circle.
_CORNERS: dict[str, Sequence[Point]] = {
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)), "triangle": ((0, -1), (1, 1), (-1, 1)),
    "hexagon": ((-.5, -.92), (.5, -.92), (1, 0), (.5, .92), (-.5, .92), (-1, 0)),
    "pentagon": ((0, -1), (1, -.24), (.62, 1), (-.62, 1), (-1, -.24)),
    "octagon": ((-.4, -1), (.4, -1), (1, -.4), (1, .4), (.4, 1), (-.4, 1), (-1, .4), (-1, -.4)),
    "round-tag": ((-1, -1), (.4, -1), (1, 0), (.4, 1), (-1, 1)), "vee": ((-1, -1), (0, -.4), (1, -1), (0, 1)),
    "star": tuple((r * math.sin(k * math.pi / 5), -r * math.cos(k * math.pi / 5)) for k, r in enumerate([1.08, .45] * 5)),
    "concave-hexagon": ((-1, -.96), (1, -.96), (.68, 0), (1, .96), (-1, .96), (-.68, 0)),
    "rhomboid": ((-1, -.92), (.34, -.92), (1, .92), (-.34, .92))}


def text(value: str) -> str:
    """A text of the graph as XML: without what XML cannot hold, and escaped."""
    return escape(export.clean(value))


def attribute(value: str) -> str:
    """The same as a quoted attribute."""
    return quoteattr(export.clean(value))


def svg(store: Store, view: View, is_dark: bool = False, inline: bool = False) -> str:
    """The picture; *inline* leaves out the XML declaration, for use in HTML."""
    theme = stylesheet.DARK if is_dark else stylesheet.LIGHT
    left, top, width, height = _frame(view)
    declaration = "" if inline else '<?xml version="1.0" encoding="UTF-8"?>\n'
    shown = [_edge(e, view, theme, bow) for e, bow in _bows(view.edges)] + [_node(store, iri, at, theme) for iri, at in view.places.items()]
    counts = f"{len(view.places)} concepts and {len(view.edges)} relations"
    return (f'{declaration}<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" '
            f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label={attribute(f"{view.title}: {counts}")} '
            f'font-family={attribute(stylesheet.FONT)}><title>{text(view.title)}</title>'
            f'<defs>{_arrow("end", theme.edge)}{_arrow("no", theme.denial)}</defs>'
            f'<rect x="{left:.1f}" y="{top:.1f}" width="100%" height="100%" fill="{theme.paper}"/>\n' + "\n".join(shown) + "\n</svg>\n")


def _frame(view: View) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in view.places.values()], [y for _, y in view.places.values()]
    left, top = min(xs) - _MARGIN - 60, min(ys) - _MARGIN
    return left, top, max(xs) - left + _MARGIN + 60, max(ys) - top + _MARGIN + 14 * _LINES


def _arrow(name: str, colour: str) -> str:
    return (f'<marker id="arrow-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
            f'<path d="M0 1 L10 5 L0 9 z" fill="{colour}"/></marker>')


def _bows(edges: Sequence[Element]) -> list[tuple[Element, float]]:
    """Each edge with how far it bows: those between the same two nodes are set apart."""
    pairs = [frozenset((e["data"]["source"], e["data"]["target"])) for e in edges]
    count = Counter(pairs)
    seen: Counter[frozenset[str]] = Counter()
    bowed = []
    for edge, pair in zip(edges, pairs, strict=True):
        turn = 1 if edge["data"]["source"] == min(pair) else -1
        bowed.append((edge, turn * _BOW * 2 * (seen[pair] - (count[pair] - 1) / 2)))
        seen[pair] += 1
    return bowed


def _edge(edge: Element, view: View, theme: Theme, bow: float) -> str:
    data = edge["data"]
    (x1, y1), (x2, y2) = view.places[data["source"]], view.places[data["target"]]
    far = math.hypot(x2 - x1, y2 - y1)
    if far < 1e-6:  # from a concept to itself, or one upon the other
        far, x2 = 1.0, x1 + 1.0
    ux, uy = (x2 - x1) / far, (y2 - y1) / far
    middle = ((x1 + x2) / 2 - uy * bow, (y1 + y2) / 2 + ux * bow)
    start, end = _towards((x1, y1), middle), _towards((x2, y2), middle)
    colour = theme.denial if data.get("denied") else theme.edge
    dash = ' stroke-dasharray="6 4"' if data.get("denied") else ' stroke-dasharray="1.5 3"' if data.get("inferred") else ""
    arrow = "" if data.get("symmetric") else f' marker-end="url(#arrow-{"no" if data.get("denied") else "end"})"'
    ink = theme.denial if data.get("denied") else theme.soft
    x, y = middle[0] / 2 + (x1 + x2) / 4, middle[1] / 2 + (y1 + y2) / 4
    angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
    angle -= 180 if angle > 90 else -180 if angle < -90 else 0
    return (f'<g><title>{text(_told(data))}</title><path d="M{start[0]:.1f} {start[1]:.1f} Q{middle[0]:.1f} {middle[1]:.1f} '
            f'{end[0]:.1f} {end[1]:.1f}" fill="none" stroke="{colour}" stroke-width="1.3"{dash}{arrow}/>'
            f'<text x="{x:.1f}" y="{y:.1f}" dy="3" transform="rotate({angle:.1f} {x:.1f} {y:.1f})" text-anchor="middle" font-size="9.5" '
            f'fill="{ink}" stroke="{theme.paper}" stroke-width="3" paint-order="stroke">{text(data["label"])}</text></g>')


def _told(data: dict[str, str]) -> str:
    return f'{data["title"]} ({data["lines"]})' if data.get("lines") else data["title"]


def _towards(at: Point, other: Point) -> Point:
    """The point on the way from a node to another where the node's shape ends."""
    far = max(1e-6, math.hypot(other[0] - at[0], other[1] - at[1]))
    reach = min(_RADIUS + 4, far / 2)
    return at[0] + (other[0] - at[0]) / far * reach, at[1] + (other[1] - at[1]) / far * reach


def _node(store: Store, iri: str, at: Point, theme: Theme) -> str:
    family = families.of(store).of(iri)
    label = store.label(iri) or "(no name)"
    lines = wrap(" ".join(export.clean(label).split())[:400], _LABEL_WIDTH) or ["(no name)"]
    shown = [*lines[:_LINES - 1], f"{lines[_LINES - 1]}…"] if len(lines) > _LINES else lines
    rows = "".join(f'<tspan x="{at[0]:.1f}" dy="{14 if n else 0}">{escape(line)}</tspan>' for n, line in enumerate(shown))
    about = " ".join(filter(None, (f"{label} ({store.kind(iri)}).", store.definition(iri))))
    return (f'<g class="node"><title>{text(about)}</title>'
            f'{_shape(family.shape, at, family.colour)}<text x="{at[0]:.1f}" y="{at[1] + _RADIUS + 15:.1f}" text-anchor="middle" '
            f'font-size="12" fill="{theme.ink}" stroke="{theme.paper}" stroke-width="3.5" paint-order="stroke">{rows}</text></g>')


def _shape(name: str, at: Point, colour: str) -> str:
    x, y = at
    if name == "round-rectangle":
        return f'<rect x="{x - _RADIUS:.1f}" y="{y - _RADIUS:.1f}" width="{2 * _RADIUS}" height="{2 * _RADIUS}" rx="5" fill="{colour}"/>'
    if name in _CORNERS:
        points = " ".join(f"{x + _RADIUS * a:.1f},{y + _RADIUS * b:.1f}" for a, b in _CORNERS[name])
        return f'<polygon points="{points}" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}" fill="{colour}"/>'
