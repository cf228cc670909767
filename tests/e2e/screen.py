"""What every screen is held to: no violation, no small target, nothing wider than the screen."""

import re
from pathlib import Path

import html5lib
from playwright.sync_api import Page, Response

from tests import browser

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FIND = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ")));
}"""
# A tick or a dot is as large as its label. A link in a sentence may be as small as the sentence,
# a tile as small as its map, since the table beside it has the same link (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter(e => !e.matches("a.tile, [type=hidden]") && e.checkVisibility())
  .filter(e => !e.matches("p a") || e.parentElement.textContent.trim() === e.textContent.trim())
  .map(e => [e, e.matches("[type=checkbox], [type=radio]") ? e.parentElement : e])
  .map(([e, box]) => [e.outerHTML.slice(0, 80), box.getBoundingClientRect()])
  .filter(([, r]) => r.width > 1 && r.height < 43.9)
  .map(([html, r]) => html + " " + r.height)"""
TOP = "() => window.scrollTo({top: 0, behavior: 'instant'})"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def problems(page: Page) -> list[str]:
    """Everything wrong with the page, in words; empty when all is well.

    Looked at from its top: what is scrolled half under the strip that stays is no small target.
    """
    page.evaluate(TOP)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(FIND, RULES)
    return found + misfits(page)


def misfits(page: Page) -> list[str]:
    """What does not fit the present width: the part of `problems` that costs next to nothing."""
    wider = page.evaluate(WIDER)
    small: list[str] = page.evaluate(SMALL)
    return small + [f"{wider} px wider than the screen"] * (wider > 0)


def faults(answer: Response) -> list[str]:
    """Everything wrong with a page as it was sent: its source and its headers."""
    found = []
    try:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        page = parser.parse(answer.text())
        browser.check(page)
    except (AssertionError, html5lib.html5parser.ParseError) as error:
        return [f"{type(error).__name__}: {error}"]
    found += [
        f"script: {s.attrib}" for s in page.iter("script") if not (s.get("src") and s.get("nonce"))
    ]
    found += [f"style: {e.tag}" for e in page.iter() if e.tag == "style" or e.get("style")]
    found += [f"{e.tag} {name}" for e in page.iter() for name in e.attrib if name.startswith("on")]
    policy = answer.header_value("content-security-policy") or ""
    if not re.search(r"script-src 'nonce-[\w-]+'(;|$)", policy) or "unsafe" in policy:
        found.append(f"policy: {policy}")
    return found
