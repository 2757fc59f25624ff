"""The OpenAPI 3.1 document, written from the table of operations.

May import: operations, parameters, problems, schemas.
"""
from __future__ import annotations

from functools import cache
from typing import Any

from .answers import version
from .operations import OPERATIONS, ROOT, Operation
from .parameters import Parameter
from .problems import MEDIA_TYPE, TYPES
from .schemas import SCHEMAS, ref

_ALWAYS = (400, 403, 405, 406, 414, 500)
_HEADERS = {
    "ETag": "Names this very answer; send it as If-None-Match to get 304 while it holds.",
    "Last-Modified": "When the graph was opened.",
    "Cache-Control": "no-cache: an answer may be kept, and must be asked for again.",
    "Link": "Where this document is.",
}


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        there = paths.setdefault(operation.path, {})
        there[operation.method.lower()] = _operation(operation)
        if operation.method == "GET":
            there["head"] = _head(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "whatfixes", "version": version(), "license": {"name": "MIT", "identifier": "MIT"},
                 "summary": "What fixes what, with the lines of the notes it rests on.",
                 "description": "The graph for programs. Lists are paged: `total` says how many there are, `next` where they go on. "
                                "Errors are problem details (RFC 9457). Names of concepts may be their labels, synonyms, ids or IRIs."},
        "servers": [{"url": ROOT}], "paths": paths, "components": {"schemas": SCHEMAS, "responses": _problems()},
        "tags": [{"name": "graph", "description": "What the graph says"}, {"name": "service", "description": "About this interface"}]}


def _operation(operation: Operation) -> dict[str, Any]:
    given = [*([_parameter(operation.in_path, "path")] if operation.in_path else []),
             *(_parameter(p, "query") for p in operation.parameters)]
    made: dict[str, Any] = {
        "operationId": operation.name, "summary": operation.summary, "description": operation.description,
        "tags": ["service" if operation.name in ("entry", "document", "ping") else "graph"], "parameters": given,
        "responses": _responses(operation)}
    if operation.body:
        made["requestBody"] = {"required": True, "content": {"application/json": {
            "schema": ref(operation.body), "examples": {"usual": {"value": operation.body_example}}}}}
    return made


def _head(operation: Operation) -> dict[str, Any]:
    """The same as GET, without the bodies."""
    made = _operation(operation)
    errors = {status: {"description": SCHEMA_TEXT[int(status)]} for status in made["responses"] if status not in ("200", "304")}
    return {**made, "operationId": f"{operation.name}-head", "summary": f"{operation.summary}: the headers alone",
            "responses": {"200": {k: v for k, v in made["responses"]["200"].items() if k != "content"},
                          "304": made["responses"]["304"], **errors}}


SCHEMA_TEXT = {status: text for status, (_, text) in TYPES.items()}


def _parameter(parameter: Parameter, place: str) -> dict[str, Any]:
    made = {"name": parameter.name, "in": place, "required": parameter.required, "description": parameter.description,
            "schema": parameter.schema()}
    if parameter.kind == "names":
        made |= {"style": "form", "explode": True}
    if parameter.example is not None:
        made["examples"] = {"usual": {"value": parameter.example}}
    return made


def _responses(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": ref(operation.gives) if operation.gives else {"type": "object"}}}
    if operation.name == "entry":
        content["text/html"] = {"schema": {"type": "string"}}
    errors = {str(s): {"$ref": f"#/components/responses/{TYPES[s][0]}"} for s in sorted({*_ALWAYS, *operation.errors})}
    if operation.method == "POST":
        return {"200": {"description": operation.summary, "content": content}, **errors}
    headers = {name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()}
    return {"200": {"description": operation.summary, "headers": headers, "content": content},
            "304": {"description": "The answer that If-None-Match names still holds.", "headers": headers}, **errors}


def _problems() -> dict[str, Any]:
    return {name: {"description": text, "content": {MEDIA_TYPE: {"schema": ref("Problem")}}} for name, text in TYPES.values()}
