"""Paths and folders -> a Store, and the cache of compiled graphs.

May import: errors, progress, vocabulary, rdfguard, facts, compile, store (facts and compile only when a graph must be built).
"""
from __future__ import annotations

import hashlib
import os
import pathlib
import tempfile
from collections.abc import Sequence

import pyoxigraph as ox

from . import rdfguard
from .errors import StoreError
from .progress import Progress, told, unseen
from .store import Store
from .vocabulary import ontology_path

RDF_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS,
               ".trig": ox.RdfFormat.TRIG, ".rdf": ox.RdfFormat.RDF_XML, ".owl": ox.RdfFormat.RDF_XML,
               ".xml": ox.RdfFormat.RDF_XML, ".jsonld": ox.RdfFormat.JSON_LD, ".n3": ox.RdfFormat.N3}
_CODE = ("usage", "vocabulary", "factmodel", "yamlnodes", "facts", "names", "compile", "sentences")


def notes_folder() -> pathlib.Path:
    """The folder of the built-in facts."""
    return pathlib.Path(__file__).with_name("notes")


def cache_folder() -> pathlib.Path:
    """Where compiled graphs are kept: WHATFIXES_CACHE, else the user's cache folder."""
    chosen = os.environ.get("WHATFIXES_CACHE")
    if chosen:
        return pathlib.Path(chosen)
    import platformdirs
    return pathlib.Path(platformdirs.user_cache_dir("whatfixes", appauthor=False))


def open(paths: Sequence[str | os.PathLike[str]] = (), progress: Progress = unseen) -> Store:
    """The graph of the built-in notes, or of *paths* instead: RDF files, or folders of our YAML or of RDF files.

    Several paths are loaded together; named graphs are kept, and files do not share blank nodes. YAML is
    compiled once and kept in the cache folder, keyed by inputs and code. Raises StoreError or FactError,
    and Cancelled where *progress* does; then nothing is kept.
    """
    chosen = [pathlib.Path(p) for p in paths] or [notes_folder()]
    graph = ox.Store()
    loaded: list[pathlib.Path | None] = []
    for source in (source for path in chosen for source in _sources(path)):
        if source.is_dir():
            compiled = _compiled(source, progress)
            loaded.append(compiled)
            _load(graph, compiled, ox.RdfFormat.N_QUADS)
        else:
            loaded.append(None)
            _load_rdf(graph, source, progress)
    if not len(graph):
        raise StoreError(f"{', '.join(map(str, chosen))}: no triples in here")
    # One compiled file that is the whole graph can be given to worker processes; a mixture cannot.
    return Store(graph, loaded[0] if len(loaded) == 1 else None)


def files(paths: Sequence[str | os.PathLike[str]] = ()) -> list[pathlib.Path]:
    """The files that `open` would read for the same *paths*, as far as they can be found: those to watch for changes."""
    found: list[pathlib.Path] = []
    for path in [pathlib.Path(p) for p in paths] or [notes_folder()]:
        try:
            for source in _sources(path):
                found += sorted(source.glob("*.yaml")) if source.is_dir() else [source]
        except StoreError:
            continue  # what is missing now may come back
    return found


def _sources(path: pathlib.Path) -> list[pathlib.Path]:
    """The RDF files below a path, and the path itself where it is a folder of YAML."""
    if path.is_file():
        if path.suffix.lower() not in RDF_FORMATS:
            raise StoreError(f"{path}: unknown kind of file; give a folder of YAML facts, or RDF as {', '.join(RDF_FORMATS)}")
        return [path]
    if not path.is_dir():
        raise StoreError(f"{path}: no such file or folder; give the path of one that exists")
    try:
        found = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in RDF_FORMATS and p.is_file()]
        if any(path.glob("*.yaml")):
            found.insert(0, path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be listed ({error}); mend its permissions") from error
    if not found:
        raise StoreError(f"{path}: neither YAML facts nor RDF files ({', '.join(RDF_FORMATS)}) in here")
    return found


def _load_rdf(graph: ox.Store, path: pathlib.Path, progress: Progress) -> None:
    """Load a file of somebody else's RDF; its mistakes are told with line and column."""
    kind = RDF_FORMATS[path.suffix.lower()]
    try:
        if kind == ox.RdfFormat.RDF_XML:
            rdfguard.refuse_growing_entities(path)
        elif kind != ox.RdfFormat.JSON_LD:
            rdfguard.refuse_deep_triples(path)
        with path.open("rb") as stream:
            if stream.read(3) != b"\xef\xbb\xbf":
                stream.seek(0)
            base = path.resolve().as_uri()
            quads = ox.parse(stream, format=kind, base_iri=base, rename_blank_nodes=True)
            # A loop of ours, so that an interrupt or a Cancelled gets through; done is counted in bytes.
            graph.bulk_extend(told(quads, f"loading {path.name}", progress, path.stat().st_size, stream.tell))
    except SyntaxError as error:
        raise StoreError(f"{path}:{error.lineno or 1}:{error.offset or 1}: {error.msg or error}; mend the file at that place") from error
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read ({error})") from error


def _load(graph: ox.Store, path: pathlib.Path, kind: ox.RdfFormat) -> None:
    try:
        graph.bulk_load(path=str(path), format=kind)
    except (SyntaxError, OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read ({error}); delete the file and try again") from error


def _compiled(folder: pathlib.Path, progress: Progress) -> pathlib.Path:
    """The N-Quads of a folder of YAML facts: from the cache, or built and put there atomically."""
    target = cache_folder() / f"{_key(folder)}.nq"
    if target.exists():
        return target
    from . import compile, facts, vocabulary
    progress("reading facts", 0, 1)
    terms = vocabulary.read_ontology()
    read = facts.read(folder, terms)
    progress("reading facts", 1, 1)
    dataset = compile.to_rdf(read, terms, progress)
    _write(target, dataset.serialize(format="nquads", encoding="utf-8"))
    return target


def _write(target: pathlib.Path, content: bytes) -> None:
    """Put a file in the cache whole or not at all: two builds at once may write the same one."""
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            pathlib.Path(temporary).unlink(missing_ok=True)
        raise StoreError(f"{target.parent}: cannot keep the compiled graph there ({error}); "
                         "set WHATFIXES_CACHE to a folder that can be written") from error


def _key(folder: pathlib.Path) -> str:
    """A digest of everything that a compiled graph is made from: the facts, the ontology, and our code."""
    digest = hashlib.sha256(ox.__version__.encode())
    here = pathlib.Path(__file__).parent
    code = [here / f"{name}.py" for name in _CODE]
    for path in [*code, ontology_path(), *sorted(folder.glob("*.yaml"))]:
        try:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        except OSError as error:
            raise StoreError(f"{path}: cannot be read ({error.strerror or error}); mend its permissions or remove it") from error
    return digest.hexdigest()[:32]
