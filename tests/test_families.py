"""Families have one look wherever they are shown."""
from __future__ import annotations

import pathlib
import re

from explorer import families


def test_the_documents_show_each_family_in_the_colour_of_the_canvas() -> None:
    written = (pathlib.Path(families.__file__).parent / "static" / "document.css").read_text()
    found = dict(re.findall(r"\.colour-(\d) \{ --colour: (#\w+); \}", written))
    assert [found[str(n)] for n in range(len(families.COLOURS))] == list(families.COLOURS)
