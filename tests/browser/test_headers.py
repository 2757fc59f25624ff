"""The Content-Security-Policy in a browser: it stands in nobody's way, and it stops what it is there for."""
from __future__ import annotations

import pytest

from .conftest import Watched

pytestmark = pytest.mark.browser
_LISTEN = """window.broken = [];
document.addEventListener('securitypolicyviolation', (e) => broken.push(`${e.violatedDirective} ${e.blockedURI}`));"""
_QUERY = "/sparql?query=SELECT+%3Fkind+(COUNT(*)+AS+%3Fn)+%7B+%3Fa+a+%3Fkind+%7D+GROUP+BY+%3Fkind"


def violations(seen: Watched) -> list[str]:
    return seen.page.evaluate("() => window.broken")


def test_no_page_breaks_the_policy_in_a_session(explorer) -> None:
    page = explorer.page
    page.add_init_script(_LISTEN)
    explorer.open()
    page.fill("#search input", "overfit")
    page.wait_for_selector("#search [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:text-is('overfitting')")
    explorer.settle()
    page.mouse.move(*explorer.at("https://w3id.org/whatfixes/id/dropout"))
    page.wait_for_selector("#hover-card:not([hidden])")
    page.click("[data-do=scheme]")
    page.click("text=Paths")
    page.wait_for_selector(".path-form")
    assert violations(explorer) == []


def test_the_workbench_works_under_the_policy(visit) -> None:
    seen = visit(accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    page.add_init_script(_LISTEN)
    page.goto(seen.address + _QUERY)
    page.wait_for_selector("#wb-grid .ag-row")
    assert page.evaluate("() => whatfixes.workbench.editor.sort") == "rich", "the editor of the wheel is there"
    page.locator("#wb-editor .CodeMirror textarea").press("Control+End")
    for view in ("chart", "raw", "explain", "table"):
        page.click(f"[data-view={view}]")
        page.wait_for_timeout(500)
    assert page.locator("#wb-plot svg, #wb-plot canvas").count()
    page.click("summary:has-text('Download')")
    with page.expect_download() as download:
        page.click("#wb-download >> text=CSV")
    assert download.value.suggested_filename == "results.csv"
    page.click("summary:has-text('Share')")
    page.click("#wb-share >> text=/link/i >> nth=0")
    page.wait_for_selector("text=Copied")
    assert violations(seen) == []


@pytest.mark.parametrize("attempt", [
    "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.hacked = 1' }))",
    "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = 1\">')",
    "document.body.insertAdjacentHTML('beforeend', '<a id=bad href=\"javascript:window.hacked=1\">x</a>'); bad.click()",
    "setTimeout('window.hacked = 1', 0)",
    "document.body.append(Object.assign(document.createElement('script'), { src: 'https://elsewhere.example/x.js' }))",
    "document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<script>parent.hacked = 1</script>' }))",
])
def test_what_is_slipped_into_the_page_does_not_run(explorer, attempt: str) -> None:
    explorer.page.add_init_script(_LISTEN)
    explorer.open("/?concept=dropout")
    explorer.page.evaluate(f"() => {{ {attempt}; }}")
    explorer.page.wait_for_timeout(400)
    assert explorer.page.evaluate("() => window.hacked") is None
    assert any("Content Security Policy" in e for e in explorer.errors)
    explorer.errors.clear()
    explorer.requests.clear()  # Chromium tells of a request that the policy then stopped


def test_no_other_page_may_frame_it(explorer) -> None:
    page = explorer.page
    page.route("http://elsewhere.test/", lambda route: route.fulfill(
        content_type="text/html", body=f"<iframe src='{explorer.address}/'></iframe>"))
    page.goto("http://elsewhere.test/")
    page.wait_for_timeout(500)
    assert not [f for f in page.frames[1:] if f.query_selector("#search")]
    explorer.errors.clear()
    explorer.requests.clear()
