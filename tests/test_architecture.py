"""The house: who may import whom. The imports are walked in the source, lazy ones too."""
from __future__ import annotations

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parent.parent
MODULES = sorted(p for folder in ("graph", "explorer") for p in (ROOT / folder).rglob("*.py"))
LIBRARY = [p for p in MODULES if p.is_relative_to(ROOT / "graph")]
PAGE_LIBRARIES = {"explorer", "dash", "flask", "httptools", "werkzeug", "rich", "plotly", "dash_cytoscape", "dash_ag_grid"}
# The order of the rooms: each may import only what stands before it.
ORDER = ["errors", "progress", "usage", "vocabulary", "sentences", "agreement", "facts", "compile", "store", "claims", "guard", "reading",
         "lanes", "processes", "slate", "workers", "branch", "leases", "query", "nearness", "search", "patterns", "occurrence", "explain",
         "examples", "builder", "choices", "concepts", "rows", "twosided", "network", "spaces", "levels", "disjoint", "routes", "meaning",
         "constraints", "steps", "pathfinder", "obstacles", "connections", "steiner", "paths", "pathsyntax", "pathservice", "pathworker",
         "completion", "slips", "advice", "formulas", "mathml", "check", "catalogue", "ask", "export", "about", "sources"]


def named(path: pathlib.Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: pathlib.Path) -> set[str]:
    """The dotted names of all modules that a file imports, relative ones made whole."""
    package = list(path.relative_to(ROOT).parent.parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {known if (known := f"{module}.{a.name}") in KNOWN else module for a in node.names}
    return found - {named(path)}


KNOWN = {named(p) for p in MODULES}


def rooms(path: pathlib.Path) -> set[str]:
    """The rooms of the library that a file imports: `ask` stands for its whole folder."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("graph.")} - {path.relative_to(ROOT).with_suffix("").parts[1]}


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_the_library_knows_no_page_and_no_server(path: pathlib.Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & PAGE_LIBRARIES


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_the_library_prints_nothing(path: pathlib.Path) -> None:
    calls = [n.lineno for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in ("print", "input", "eval", "exec")]
    assert not calls, f"lines {calls}"


@pytest.mark.parametrize("path", [p for p in LIBRARY if p.stem in ORDER and p.parent.name == "graph"], ids=named)
def test_rooms_look_only_up(path: pathlib.Path) -> None:
    below = set(ORDER[ORDER.index(path.stem):])
    assert not rooms(path) & below


@pytest.mark.parametrize("path", [p for p in LIBRARY if p.stem != "__init__"], ids=named)
def test_a_module_imports_what_its_docstring_names(path: pathlib.Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    said = re.search(r"May import: (.*)", doc, re.DOTALL)
    assert said, "the module's docstring says what it may import"
    allowed = set(re.findall(r"[a-z_]+", said[1]))
    used = {name.split(".")[-1] if name.startswith("graph.ask.") and path.parent.name == "ask" else name.split(".")[1]
            for name in imports(path) if name.startswith("graph.")}
    if path.parent.name == "ask" and "ask" in allowed:
        allowed |= {p.stem for p in path.parent.glob("*.py")}
    assert used - allowed - {path.stem} == set()


def test_no_two_modules_import_each_other() -> None:
    edges = {named(p): {n for n in imports(p) if n in KNOWN} for p in LIBRARY if p.stem != "__init__"}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name):], name))
        if name not in done:
            for other in edges.get(name, ()):
                walk(other, (*trail, name))
            done.add(name)

    for name in edges:
        walk(name, ())


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_opens_with_its_place(path: pathlib.Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_files_stay_small(path: pathlib.Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
