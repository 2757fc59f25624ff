"""The built wheel, in an empty virtual environment and away from the checkout, answers a question."""
from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import venv
import zipfile

import pytest

ROOT = pathlib.Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    [built] = folder.glob("whatfixes-*.whl")
    return built


@pytest.fixture(scope="module")
def bin_folder(wheel: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    where = folder / ("Scripts" if os.name == "nt" else "bin")
    done = subprocess.run([where / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return where


def test_the_wheel_holds_the_vocabulary_the_notes_the_shapes_and_the_page(wheel: pathlib.Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    notes = {f"graph/notes/{p.name}" for p in (ROOT / "graph" / "notes").glob("*.yaml")}
    assets = {p.relative_to(ROOT).as_posix() for folder in ("assets", "static", "templates")
              for p in (ROOT / "explorer" / folder).rglob("*") if p.is_file()}
    assert len(notes) >= 10
    assert {"graph/ontology.ttl", "graph/shapes.ttl"} | notes | assets <= held
    assert not [n for n in held if n.startswith(("tests/", "benchmarks/"))]


@pytest.mark.parametrize(("words", "expected"), [
    (["what", "fixes", "overfitting"], "dropout"), (["check"], "All is well"), (["show", "overfitting"], "is mitigated by"),
    (["query", "SELECT ?fix { ?fix wf:mitigates id:overfitting }"], "id:dropout"), (["path", "dropout", "XGBoost", "-k", "1"], "Dropout"),
    (["--version"], "whatfixes 0")])
def test_the_installed_command_answers(bin_folder: pathlib.Path, tmp_path: pathlib.Path, words: list[str], expected: str) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run([bin_folder / "whatfixes", *words], capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout


def test_everything_that_the_code_imports_is_installed(bin_folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    script = ("import importlib, pkgutil, graph, explorer\n"
              "for package in (graph, explorer):\n"
              "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
              "        if not found.name.endswith(('__main__', 'zygote')): importlib.import_module(found.name)\n")
    done = subprocess.run([bin_folder / "python", "-c", script], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
