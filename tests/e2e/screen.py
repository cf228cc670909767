"""What every screen is held to: no violation, no small target, nothing wider than the screen."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FIND = """async rules => {
  const found = await axe.run(document, {runOnly: rules});
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
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def problems(page: Page) -> list[str]:
    """Everything wrong with the page as it stands now, in words; empty when all is well."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(FIND, RULES) + page.evaluate(SMALL)
    wider = page.evaluate(WIDER)
    return found + [f"{wider} px wider than the screen"] * (wider > 0)
