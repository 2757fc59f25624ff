"""The editor's script and style sheet, out of the `oxigraph` wheel, kept in the user's cache folder.

May import: graph.sources. The wheel's server carries Yasgui, whose editor is Yasqe (MIT licence). It is started
once on a free port of this machine, asked for the two files, and stopped. Where that fails the page has a plain text area.
"""
from __future__ import annotations

import importlib.metadata
import logging
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

from graph import sources

FILES = {"yasgui.min.js": "text/javascript; charset=utf-8", "yasgui.min.css": "text/css; charset=utf-8"}
_PATIENCE = 15.0
_fetching = threading.Lock()
_log = logging.getLogger(__name__)


def read(name: str) -> bytes | None:
    """One of FILES; None where the wheel is not installed or its server does not start."""
    folder = _folder()
    if name not in FILES or folder is None:
        return None
    kept = folder / name
    try:
        with _fetching:  # a browser asks for both files at once
            if not kept.exists():
                _fetch(folder)
        return kept.read_bytes()
    except (OSError, urllib.error.URLError, subprocess.SubprocessError) as error:
        _log.warning("the SPARQL editor cannot be had, a plain text area stands in for it: %s", error)
        return None


def version() -> str:
    """The version of the wheel, "" where it is not installed."""
    try:
        return importlib.metadata.version("oxigraph")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _folder() -> pathlib.Path | None:
    return sources.cache_folder() / f"editor-{version()}" if version() else None


def _program() -> str:
    """The program of the wheel, which is where its list of files says."""
    name = "oxigraph.exe" if os.name == "nt" else "oxigraph"
    listed = [pathlib.Path(str(f.locate())) for f in importlib.metadata.files("oxigraph") or () if f.name == name]
    found = next((str(path) for path in listed if path.exists()), None) or shutil.which("oxigraph")
    if not found:
        raise FileNotFoundError("the wheel has no program of that name")
    return found


def _fetch(folder: pathlib.Path) -> None:
    """Put the files into *folder*, each whole or not at all."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([_program(), "serve", "--bind", f"127.0.0.1:{port}"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            _write(folder / name, _asked(f"http://127.0.0.1:{port}/{name}", process))
    finally:
        process.kill()
        process.wait()


def _asked(address: str, process: subprocess.Popen[bytes]) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with opener.open(address, timeout=_PATIENCE) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.02)


def _write(target: pathlib.Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    os.replace(temporary, target)
