"""The pictures of the README, of a fresh demo: `.venv/bin/python -m tests.e2e.pictures`."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.e2e.conftest import CHROMIUM, QUIET
from tests.e2e.pages import DESK, Office, Visitor
from tests.e2e.server import ROOT, serve

FOLDER = ROOT / "docs" / "img"
SIZE = {"width": 1200, "height": 860}
COLOURS = 128
KIND = "Psikis"


def take_pictures(folder: Path) -> None:
    """The list of cases and the page of one, as a supervisor sees them."""
    with sync_playwright() as playwright, serve() as site:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        office = Office(browser, site, {})
        visitor = office.enter("supervisor-1", width=DESK)
        visitor.page.set_viewport_size(SIZE)
        take(visitor.open("/cases"), folder / "case-list.png")
        row = visitor.main.locator("tbody tr").filter(has_text=KIND).first
        row.get_by_role("link").click()
        take(visitor.reads("Kronologi"), folder / "case.png")
        office.close()
        browser.close()


def take(visitor: Visitor, path: Path) -> None:
    """What the window shows, in few colours: the page has few."""
    shot = Image.open(io.BytesIO(visitor.page.screenshot())).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    take_pictures(FOLDER)
