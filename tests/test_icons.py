"""explorer/icons.py, families.py: kinds told apart by colour, shape and icon, by people who see colours otherwise too."""
from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import families, icons, stylesheet
from graph.store import Store

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# severity 1.0, on linear RGB.
SEEN = {
    "normal": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]])}
# Ottosson's OKLab (2020): distances in it are about as people see them; 2 is just noticeable when multiplied by 100.
_TO_CONES = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                      [0.0883024619, 0.2817188376, 0.6299787005]])
_TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                    [0.0259040371, 0.7827717662, -0.8086757660]])


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    return 100 * _TO_LAB @ np.cbrt(_TO_CONES @ np.clip(light, 0, 1))


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2."""
    high, low = sorted((float(linear(c) @ np.array([0.2126, 0.7152, 0.0722])) for c in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sight", SEEN)
def test_no_two_colours_look_alike_to_anybody(sight: str) -> None:
    seen = [lab(SEEN[sight] @ linear(c)) for c in families.COLOURS]
    assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2)) >= 9.5


@pytest.mark.parametrize("colour", families.COLOURS)
def test_a_colour_stands_out_from_both_papers_and_from_its_icon(colour: str) -> None:
    assert min(contrast(colour, paper) for paper in (stylesheet.LIGHT.paper, stylesheet.DARK.paper, "#ffffff")) >= 3


def test_the_simulation_confuses_what_the_colour_blind_confuse() -> None:
    red, green = linear("#c94f3d"), linear("#6d8a00")
    near = np.linalg.norm(lab(SEEN["protanopia"] @ red) - lab(SEEN["protanopia"] @ green))
    assert near < 0.5 * np.linalg.norm(lab(red) - lab(green))


def test_every_kind_of_the_notes_has_its_own_icon(notes: Store) -> None:
    found = {f.label: icons.name(f.label) for f in families.of(notes).all}
    assert all(found.values()), [label for label, icon in found.items() if not icon]
    assert len(set(found.values())) == len(found)


def test_every_icon_that_words_choose_exists_and_is_drawn() -> None:
    for phrase in icons._ICONS:
        ET.fromstring(unquote(icons.picture(phrase).removeprefix("data:image/svg+xml,")))


@pytest.mark.parametrize(("label", "icon"), [
    ("kind of data", "table"), ("Data Formats", "file-lines"), ("failure mode", "bug"), ("Personen", ""), ("people", "user"), ("", "")])
def test_the_longest_phrase_of_a_label_chooses(label: str, icon: str) -> None:
    assert icons.name(label) == icon


@given(st.text(max_size=20))
def test_any_label_has_a_picture_that_is_well_formed_and_fetches_nothing(label: str) -> None:
    made = icons.picture(label)
    assert made.startswith("data:image/svg+xml,") and not set(made) & set("\"'<> \n")
    drawn = ET.fromstring(unquote(made.removeprefix("data:image/svg+xml,")))
    assert {e.tag.rpartition("}")[2] for e in drawn.iter()} <= {"svg", "path", "text"}
    assert not [name for e in drawn.iter() for name in e.attrib if "href" in name or name.startswith("on")]
