"""A view as one HTML file that opens without a server and without a script: the picture, the concepts, the claims with their lines.

May import: graph, addresses, elements, picture, view.
"""
from __future__ import annotations

from graph import claims
from graph.claims import Claim
from graph.store import Store

from .. import addresses
from .picture import attribute, svg, text
from .view import View

# Nothing is fetched and nothing runs, whatever a graph may hold.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { --paper:#fbfbfa; --ink:#23272f; --soft:#565f6d; --line:#dfe2e6; --accent:#1f5fbf; color-scheme:light }
.dark { --paper:#14171c; --ink:#e6e9ee; --soft:#a3adbb; --line:#2d333d; --accent:#7fb2ff; color-scheme:dark }
html { background:var(--paper); color:var(--ink); font:15.5px/1.55 Inter,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",
  "Liberation Sans",Arial,system-ui,sans-serif } body { max-width:1080px; margin:0 auto; padding:28px 24px 60px; overflow-wrap:anywhere }
h1 { font-size:28px; line-height:1.2; letter-spacing:-.02em; margin:0 0 14px } h2 { font-size:18px; margin:34px 0 8px }
figure { margin:0; border:1px solid var(--line); border-radius:14px; overflow:auto }
svg { display:block; max-width:100%; height:auto; margin:0 auto }
dl { margin:0; columns:2 340px; column-gap:36px } dl div { break-inside:avoid; padding:5px 0 }
dt { font-weight:600 } dd { margin:0; color:var(--soft) }
ol { padding-left:1.6em; margin:0 } li { padding:4px 0 } .soft { color:var(--soft); font-size:13.5px } a { color:var(--accent) }
@media print { figure { border:0; break-inside:avoid } body { padding:0 } }
"""


def html(store: Store, view: View, is_dark: bool = False) -> str:
    """The whole file."""
    said = _claims(store, view)
    told = "".join(f"<li>{text(c.statement)}{_cited(c)}{_corrected(c)}</li>" for c in said)
    names = "".join(f'<div><dt>{text(store.label(iri))} <span class="soft">{text(store.kind(iri))}</span></dt>'
                    f"<dd>{text(store.definition(iri))}</dd></div>" for iri in view.places)
    bare = "".join(f'<li>{text(e["data"]["title"])}</li>' for e in view.edges) if not said else ""
    note = f'<p class="soft">{text(view.note)}</p>' if view.note else ""
    return f"""<!DOCTYPE html>
<html lang="en"{' class="dark"' if is_dark else ""}><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content={attribute(_POLICY)}>
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{text(view.title)}</title><style>{_STYLE}</style></head>
<body><main><h1>{text(view.title)}</h1>{note}<figure tabindex="0" aria-label="picture">{svg(store, view, is_dark, inline=True)}</figure>
<h2>What is said</h2><ol>{told or bare or "<li>Nothing that links these.</li>"}</ol>
<h2>The concepts</h2><dl>{names}</dl></main></body></html>
"""


def _claims(store: Store, view: View) -> list[Claim]:
    """The claims behind the edges shown, the order of the notes."""
    known = claims.of(store)
    shown: dict[str, Claim] = {}
    for edge in view.edges:
        data = edge["data"]
        for claim in known.find(data["source"], frozenset({data["property"]}), data["target"]):
            if claim.standing and claim.polarity != bool(data.get("denied")):
                shown[claim.iri] = claim
    return sorted(shown.values(), key=lambda c: (c.passages, c.statement))


def _cited(claim: Claim) -> str:
    return f' <span class="soft">[{text(", ".join(map(str, claim.passages)))}]</span>' if claim.passages else ""


def _corrected(claim: Claim) -> str:
    found = claim.correction
    if found is None:
        return ""
    source = f' <a href={attribute(str(found.source))} rel="noreferrer">{text(found.source_title or str(found.source))}</a>' \
        if addresses.is_safe(found.source) else f" {text(found.source_title or '')}"
    return f'<br><span class="soft">The notes had: {text(found.had)} What holds: {text(found.holds)}{source}</span>'
