"""Graphs of other people's subjects, for questions that no code of ours foresees."""
from __future__ import annotations

import pathlib

import pytest

from graph import sources, vocabulary
from graph.store import Store

HERE = pathlib.Path(__file__).parent


@pytest.fixture(scope="session")
def garden() -> Store:
    """Plants and pests, with an ontology of their own."""
    return sources.open([HERE / "garden.ttl"])


@pytest.fixture(scope="session")
def harbour() -> Store:
    """Boats and ports in plain RDFS."""
    return sources.open([HERE / "harbour.ttl"])


@pytest.fixture(scope="session")
def remedies() -> Store:
    """Teas and ailments: new terms beside those of our ontology."""
    return sources.open([vocabulary.ontology_path(), HERE / "remedies.ttl"])
