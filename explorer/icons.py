"""A small picture for each kind, as a data URI, so that a strict Content-Security-Policy lets it through.

May import: nothing of ours. The pictures are Font Awesome's solid icons, which the wheel faicons carries. They are
chosen by the words in a kind's label; a kind whose words say nothing here gets the first letter of its label.
"""
from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from urllib.parse import quote

import faicons

# The longest phrase that a label has decides.
_WORDS = {
    "cloud": "service cloud", "list-check": "task", "wrench": "technique method", "puzzle-piece": "feature component part",
    "gears": "algorithm process procedure", "table": "kind_of_data data dataset table", "code-branch": "condition decision rule",
    "scale-balanced": "quality property trait law", "bug": "problem bug fault failure_mode issue risk",
    "gauge": "metric measure measurement", "box": "artifact artefact object item", "gear": "parameter setting configuration",
    "sliders": "hyperparameter option", "file-lines": "data_format format file", "toggle-on": "algorithm_mode mode",
    "book": "recipe book document publication article work guide", "cube": "software package application program library",
    "bolt": "operation action event activity", "server": "instance_family instance machine host device",
    "shield-halved": "security_control security policy", "square-root-variable": "formula equation quantity",
    "wave-square": "activation_function function signal", "scissors": "data_split split",
    "database": "data_store store database repository", "traffic-light": "status state phase stage",
    "diagram-project": "neural_network_architecture neural_network network architecture workflow",
    "lightbulb": "concept idea topic subject theme", "chart-area": "probability_distribution distribution",
    "chart-line": "evaluation_curve curve trend", "chart-simple": "plot chart figure diagram",
    "sitemap": "node_type type class category taxonomy", "stethoscope": "symptom disease diagnosis",
    "globe": "environment world language", "certificate": "certification certificate award",
    "user": "person people agent author user human role", "building": "organisation organization company institution",
    "location-dot": "place location city country region", "calendar": "date time period year", "tag": "product tag brand",
    "leaf": "plant animal species crop", "flask": "chemical substance material experiment", "key": "credential key identifier",
    "cubes": "model system module", "tower-broadcast": "channel stream"}
_ICONS = {phrase.replace("_", " "): icon for icon, phrases in _WORDS.items() for phrase in phrases.split()}


def name(label: str) -> str:
    """The icon that the words of a kind's label mean, "" for none."""
    words = f" {' '.join(re.findall(r'[a-z]+', label.lower()))} "
    found = [phrase for phrase in _ICONS if f" {phrase} " in words or f" {phrase}s " in words]
    return _ICONS[max(found, key=len)] if found else ""


@lru_cache(maxsize=1024)
def picture(label: str) -> str:
    """The icon of a kind, white on nothing, as a data URI of an SVG."""
    icon = name(label)
    drawn = _drawn(icon) if icon else _letter(label)
    return f"data:image/svg+xml,{quote(drawn)}"


def group(colour: str) -> str:
    """The picture of a node that stands for a whole group, in a colour of the page."""
    return f"data:image/svg+xml,{quote(_drawn('layer-group', colour))}"


def number(text: str) -> str:
    """A short text, such as the number of a chapter, white on nothing; the icon of a book for none."""
    return f"data:image/svg+xml,{quote(_text(text[:3]) if text else _drawn('book'))}"


def topic() -> str:
    """The picture of a topic of a thesaurus."""
    return f"data:image/svg+xml,{quote(_drawn('sitemap'))}"


def more() -> str:
    """The picture of what stands for several clusters at once."""
    return f"data:image/svg+xml,{quote(_drawn('ellipsis'))}"


def _drawn(icon: str, colour: str = "#fff") -> str:
    made = str(faicons.icon_svg(icon))
    box, path = re.search(r'viewBox="([\d. -]+)"', made), re.search(r'<path d="([^"]+)"', made)
    assert box and path, f"faicons draws {icon} in another way than it did"
    left, top, width, height = map(float, box[1].split())
    # A square around it, so that wide and narrow icons come out equally big.
    side = max(width, height)
    frame = f"{left - (side - width) / 2:g} {top - (side - height) / 2:g} {side:g} {side:g}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="{frame}"><path fill="{colour}" d="{path[1]}"/></svg>'


def _letter(label: str) -> str:
    return _text(next((c for c in label if c.isalnum()), "•").upper())


def _text(text: str) -> str:
    size = (52, 52, 46, 34)[len(text)]
    return ('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64"><text x="32" y="50" text-anchor="middle" '
            f'font-family="sans-serif" font-weight="700" font-size="{size}" fill="#fff">{escape(text)}</text></svg>')
