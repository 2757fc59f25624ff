"""What tests share: the cache in a temporary folder, two small graphs, and the built-in notes."""
from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator

import pytest

from graph import sources, vocabulary
from graph.store import Store
from graph.vocabulary import Vocabulary

DATA = pathlib.Path(__file__).parent / "data"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pathlib.Path]:
    """The cache of compiled graphs, never the user's own."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    before = os.environ.get("WHATFIXES_CACHE")
    os.environ["WHATFIXES_CACHE"] = str(folder)
    yield folder
    os.environ.pop("WHATFIXES_CACHE") if before is None else os.environ.update(WHATFIXES_CACHE=before)


@pytest.fixture(scope="session")
def terms() -> Vocabulary:
    """The vocabulary of ontology.ttl."""
    return vocabulary.read_ontology()


@pytest.fixture(scope="session")
def small(cache: pathlib.Path) -> Store:
    """A small graph about fitting, for paths and answers."""
    return sources.open([DATA / "small"])


@pytest.fixture(scope="session")
def features(cache: pathlib.Path) -> Store:
    """A small graph with one of everything that YAML facts can state."""
    return sources.open([DATA / "features"])


@pytest.fixture(scope="session")
def notes(cache: pathlib.Path) -> Store:
    """The built-in notes."""
    return sources.open()
