"""How the canvas looks: a Cytoscape style sheet for the light and for the dark page.

May import: graph, families, icons. Families differ by colour, shape and icon; denials are red, dashed and say "not".
"""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from graph.store import Store

from . import families, icons
from .families import Family

# As in assets/base.css: families by name before system-ui, which is a screen font of the 1990s on bare Linux.
FONT = 'Inter, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, system-ui, sans-serif'


# From this many elements on the canvas is drawn in the light style.
HEAVY = 2500


@dataclass(frozen=True)
class Theme:
    """The colours of the canvas that do not belong to a family."""

    paper: str
    ink: str
    soft: str
    edge: str
    accent: str
    denial: str


# How much bigger the labels of the important nodes grow as the view moves away: assets/labels.js sets the classes.
FAR = (1.3, 1.75, 2.4, 3.4, 5.0)
# Where and how big the icon is in its shape: not every shape's middle is the middle of its box.
_INSIDE = {"background_width": "54%", "background_height": "54%"}
_SMALLER = {"background_width": "46%", "background_height": "46%"}
_LOW = {"triangle": {"background_width": "42%", "background_height": "42%", "background_position_y": "82%"}, "diamond": _SMALLER,
        "round-diamond": _SMALLER, "pentagon": {"background_position_y": "58%"}, "round-tag": {"background_position_x": "38%"}}
LIGHT = Theme("#fbfbfa", "#23272f", "#626b7a", "#b4bbc7", "#1f5fbf", "#c0262d")
DARK = Theme("#14171c", "#e6e9ee", "#9aa4b2", "#515a68", "#7fb2ff", "#ff7b7b")


def stylesheets(store: Store) -> dict[str, list[dict[str, Any]]]:
    """The two style sheets, by the name of the page's colour scheme."""
    known = families.of(store).all
    return {"light": stylesheet(known, LIGHT), "dark": stylesheet(known, DARK)}


def stylesheet(known: tuple[Family, ...], theme: Theme) -> list[dict[str, Any]]:
    """Rules for nodes, edges, denials, families, clusters and the states that the bridge sets as classes."""
    return [*_nodes(theme), *_edges(theme), *_family_rules(known), *_clusters(theme), *_states(theme), *_far()]


def light() -> list[dict[str, Any]]:
    """Rules on top for a canvas of more than HEAVY elements: straight edges without arrows and words, names only from near."""
    return [_rule("node", text_background_opacity=0, min_zoomed_font_size=11, border_width=0, text_wrap="none"),
            _rule("edge", label="", curve_style="haystack", haystack_radius=0, target_arrow_shape="none", width=1.5),
            _rule("edge:loop", curve_style="bezier")]


def _rule(selector: str, **style: Any) -> dict[str, Any]:
    return {"selector": selector, "style": {name.replace("_", "-"): value for name, value in style.items()}}


def _nodes(theme: Theme) -> list[dict[str, Any]]:
    return [
        _rule("node", label="data(label)", font_family=FONT, font_size=12, color=theme.ink, text_valign="bottom",
              text_margin_y=6, text_wrap="wrap", text_max_width=124, text_background_color=theme.paper,
              text_background_opacity=0.82, text_background_padding=2, text_background_shape="roundrectangle",
              width=30, height=30, background_color="#7b8494", border_width=2, border_color=theme.paper,
              overlay_opacity=0, min_zoomed_font_size=7),
        _rule("node[?summary]", shape="round-rectangle", width=44, height=34, background_color=theme.paper, border_width=2,
              border_color=theme.soft, background_image=icons.group(theme.soft), background_width=18, background_height=18)]


def _far() -> list[dict[str, Any]]:
    """Sizes of nodes and labels for the levels of distance, and the sides of labels; after all else, so that they hold for what
    is chosen too."""
    made = []
    for n, scale in enumerate((1.0, *FAR)):
        far, grown, gap = f".far{n}" if n else "", math.sqrt(scale), 6 * math.sqrt(scale)
        if n:
            made += [_rule(f"node{far}", font_size=12 * scale, text_max_width=124 * scale, text_margin_y=gap, min_zoomed_font_size=6,
                           width=30 * grown, height=30 * grown), _rule(f"node[?summary]{far}", width=44 * grown, height=34 * grown)]
        made += [_rule(f"node.at-top{far}", text_valign="top", text_margin_y=-gap),
                 _rule(f"node.at-right{far}", text_valign="center", text_halign="right", text_margin_x=gap, text_margin_y=0),
                 _rule(f"node.at-left{far}", text_valign="center", text_halign="left", text_margin_x=-gap, text_margin_y=0)]
    return [*made, _rule("edge.far1", font_size=9.5 * FAR[0])]


def _edges(theme: Theme) -> list[dict[str, Any]]:
    return [
        _rule("edge", label="data(label)", font_family=FONT, font_size=9.5, color=theme.soft, width=1.3,
              line_color=theme.edge, target_arrow_color=theme.edge, target_arrow_shape="triangle", arrow_scale=0.8,
              curve_style="bezier", control_point_step_size=44, text_rotation="autorotate", loop_direction="-45deg", loop_sweep="-60deg",
              text_background_color=theme.paper, text_background_opacity=0.9, text_background_padding=1,
              min_zoomed_font_size=7.5, overlay_opacity=0, source_distance_from_node=3, target_distance_from_node=3),
        _rule("edge[?symmetric]", target_arrow_shape="none"),
        _rule("edge[?inferred]", line_style="dotted"),
        _rule("edge[?denied]", line_style="dashed", line_color=theme.denial, color=theme.denial,
              target_arrow_color=theme.denial, target_arrow_shape="tee", line_dash_pattern=[6, 4])]


def _family_rules(known: tuple[Family, ...]) -> list[dict[str, Any]]:
    return [_rule(f'node[family = "{f.key}"]', background_color=f.colour, shape=f.shape,
                  background_image=icons.picture(f.label), **(_INSIDE | _LOW.get(f.shape, {}))) for f in known]


def _clusters(theme: Theme) -> list[dict[str, Any]]:
    return [
        _rule("node[?cluster]", width="data(size)", height="data(size)", font_size=13, font_weight=600, border_width=0,
              background_color="data(colour)", text_max_width=400, text_margin_y=6, min_zoomed_font_size=4,
              line_height=1.2),
        _rule("node[?picture]", background_image="data(picture)", background_width="50%", background_height="50%"),
        _rule('node[family = "more"]', background_image=icons.more(), background_width="50%", background_height="50%"),
        _rule("edge[?cluster]", width="data(width)", label="", line_color=theme.edge, opacity="data(opacity)",
              target_arrow_shape="none", curve_style="unbundled-bezier", control_point_distances=[24],
              control_point_weights=[0.5])]


def _states(theme: Theme) -> list[dict[str, Any]]:
    return [
        _rule(".dim", opacity=0.3), _rule("node.dim", opacity=0.45),
        _rule(".mute", label=""),
        _rule("node.found", border_width=5, border_style="double", border_color=theme.denial),
        _rule("node.lit", border_width=2.5, border_color=theme.accent, font_weight=600),
        _rule("edge.lit", width=2, line_color=theme.accent, target_arrow_color=theme.accent, color=theme.accent, z_index=9),
        _rule("edge.lit[?denied]", line_color=theme.denial, target_arrow_color=theme.denial, color=theme.denial),
        _rule("edge.lit[?cluster]", width="data(width)", opacity=0.9),
        _rule("node.chosen, node:selected", border_width=4, border_color=theme.accent, width=34, height=34, font_size=13.5,
              font_weight=700, z_index=10),
        _rule("edge.chosen, edge:selected", width=3, line_color=theme.accent, target_arrow_color=theme.accent),
        _rule("node.pinned", border_color=theme.ink, border_style="dashed", border_width=2),
        _rule(".hidden, .filtered", display="none"),
        _rule("edge.told, edge:selected", label="data(label)", z_index=12, width=2, line_color=theme.accent,
              target_arrow_color=theme.accent),
        _rule("edge.told[?denied]", line_color=theme.denial, target_arrow_color=theme.denial),
        _rule("node.focus", underlay_color=theme.accent, underlay_opacity=0.3, underlay_padding=9, label="data(label)", z_index=11),
        _rule("node.hover", label="data(label)", z_index=12, underlay_color=theme.accent, underlay_opacity=0.14, underlay_padding=7)]
