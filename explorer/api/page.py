"""The page for people at /api/: the OpenAPI document as readable HTML, made on the server, with no script.

May import: document, problems.
"""
from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

from .problems import TYPES

_STYLE = """
:root { --paper:#fbfbfa; --surface:#fff; --ink:#23272f; --soft:#565f6d; --line:#dfe2e6; --accent:#1f5fbf; --mark:#e9f0fb;
  color-scheme:light dark }
@media (prefers-color-scheme:dark) {
  :root { --paper:#14171c; --surface:#1b1f26; --ink:#e6e9ee; --soft:#a3adbb; --line:#2d333d; --accent:#7fb2ff; --mark:#1f2c42 } }
* { box-sizing:border-box }
body { margin:0; background:var(--paper); color:var(--ink); font:15.5px/1.55 Inter,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",
  "Noto Sans","Liberation Sans",Arial,system-ui,sans-serif }
main, header { max-width:860px; margin:0 auto; padding:0 22px } header { padding-top:22px } main { padding-bottom:70px }
a { color:var(--accent); text-underline-offset:3px } :focus-visible { outline:2px solid var(--accent); outline-offset:2px }
h1 { font-size:32px; letter-spacing:-.02em; margin:26px 0 8px; line-height:1.2 } h2 { font-size:20px; margin:0; letter-spacing:-.01em }
h3 { font-size:14px; margin:20px 0 6px; color:var(--soft) } p { margin:8px 0 } .soft, dd, td { color:var(--soft) }
code { font:13.5px/1.5 ui-monospace,"Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace; overflow-wrap:anywhere }
section { background:var(--surface); border:1px solid var(--line); border-radius:14px; padding:20px 24px; margin:18px 0 }
.at { display:flex; flex-wrap:wrap; gap:10px; align-items:baseline; margin-top:3px }
.way { background:var(--mark); color:var(--accent); font-weight:650; border-radius:6px; padding:1px 8px; font-size:12.5px }
dl { display:grid; grid-template-columns:minmax(96px,auto) 1fr; gap:7px 18px; margin:0 }
dt code { font-weight:600 } dd { margin:0 } .must { color:var(--ink) }
nav ul { display:flex; flex-wrap:wrap; gap:4px 18px; padding:0; margin:14px 0; list-style:none }
pre { background:var(--paper); border:1px solid var(--line); border-radius:9px; padding:11px 14px; overflow-x:auto; margin:8px 0 0 }
@media (max-width:560px) { dl { grid-template-columns:1fr; gap:2px } dd { margin-bottom:8px } section { padding:16px } }
"""


def page(document: dict[str, Any]) -> str:
    """The whole page."""
    found = [(path, method, operation) for path, there in document["paths"].items() for method, operation in there.items()
             if method != "head"]
    found.sort(key=lambda each: "service" in each[2]["tags"])
    links = "".join(f'<li><a href="#{escape(o["operationId"])}">{escape(o["summary"])}</a></li>' for _, _, o in found)
    problems = "".join(f'<dt id="{name}"><code>{status}</code></dt><dd>{_text(text)}</dd>'
                       for status, (name, text) in sorted(TYPES.items()))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>The interface for programs · whatfixes</title><style>{_STYLE}</style></head>
<body><header><a href="/">whatfixes</a></header><main><h1>The interface for programs</h1>
<p class="soft">{_text(document["info"]["description"])} All of this, for programs:
<a href="/api/openapi.json">OpenAPI {escape(document["openapi"])}</a>.</p>
<nav aria-label="operations"><ul>{links}</ul></nav>
{"".join(_section(*each) for each in found)}
<section><h2>Problems</h2><dl>{problems}</dl></section></main></body></html>
"""


def _section(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(_parameter(p) for p in operation["parameters"])
    given = f"<h3>Parameters</h3><dl>{rows}</dl>" if rows else ""
    answers = ", ".join(f"<code>{escape(status)}</code>" for status in operation["responses"])
    return (f'<section id="{escape(operation["operationId"])}"><h2>{escape(operation["summary"])}</h2>'
            f'<div class="at"><span class="way">{method.upper()}</span><code>/api{escape(path)}</code></div>'
            f'<p>{_text(operation["description"])}</p>{given}{_example(path, method, operation)}'
            f'<p class="soft">Answers: {answers}</p></section>')


def _parameter(parameter: dict[str, Any]) -> str:
    must = ' <span class="must">Required.</span>' if parameter["required"] else ""
    told = f'{_text(parameter["description"])}{must} {_bounds(parameter["schema"])}'
    return f'<dt><code>{escape(parameter["name"])}</code></dt><dd>{told}</dd>'


def _bounds(schema: dict[str, Any]) -> str:
    told = []
    if "enum" in schema:
        told.append(" or ".join(schema["enum"]))
    if "maximum" in schema:
        told.append(f"{schema['minimum']} to {schema['maximum']:,}")
    if "maxLength" in schema:
        told.append(f"up to {schema['maxLength']:,} characters")
    if "maxItems" in schema:
        told.append(f"up to {schema['maxItems']} times")
    if "default" in schema:
        told.append(f"otherwise {str(schema['default']).lower()}")
    return escape(f"({'; '.join(told)})") if told else ""


def _example(path: str, method: str, operation: dict[str, Any]) -> str:
    def shown(parameter: dict[str, Any]) -> Any:
        return parameter["examples"]["usual"]["value"] if "examples" in parameter else None

    inside = {p["name"]: shown(p) for p in operation["parameters"] if p["in"] == "path"}
    asked = {p["name"]: shown(p) for p in operation["parameters"] if p["in"] == "query" and (p["required"] or p["name"] == "limit")}
    address = "/api" + path.format(**inside) + (f"?{urlencode(asked, doseq=True)}" if asked else "")
    if method == "get":
        return f'<h3>Try</h3><p><a href="{escape(address)}"><code>{escape(address)}</code></a></p>'
    import json
    body = json.dumps(operation["requestBody"]["content"]["application/json"]["examples"]["usual"]["value"])
    return (f"<h3>Try</h3><pre tabindex=\"0\"><code>curl -H 'Content-Type: application/json' -d '{escape(body)}' "
            f"http://127.0.0.1:8050{escape(address)}</code></pre>")


def _text(text: str) -> str:
    """Text as HTML, with what stands in backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
