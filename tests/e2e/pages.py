"""How a test uses the screens: by the words that a person reads on them."""

import gettext
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from tests.e2e.screen import faults, problems
from tests.e2e.server import Site
from tests.factories_cases import ANSWERS

PHONE, DESK = 360, 1280
PATIENCE_MS = 60_000  # both databases are tested side by side, on machines of any speed
expect.set_options(timeout=PATIENCE_MS)
HEIGHTS = {PHONE: 740, DESK: 900}
CATALOGUES = Path(__file__).resolve().parents[2] / "kla" / "translations"
# What the browser says of every answer that is not 200; those are looked at by the tests.
EXPECTED_NOISE = "Failed to load resource: the server responded with a status of"


class Visitor:
    """Somebody in front of one browser, reading one language."""

    def __init__(self, page: Page, language: str, *, scripts: bool = True) -> None:
        self.page, self.language, self.scripts = page, language, scripts
        self.heard: list[str] = []
        self.stages: list[str] = []
        self.answer: Response | None = None
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("response", self._see)

    def word(self, text: str, **values: object) -> str:
        """A word of the screens in the language of this visitor."""
        found = _english().gettext(text) if self.language == "en" else text
        return found % values if values else found

    def open(self, path: str) -> "Visitor":
        """Type an address."""
        self.page.goto(path)
        return self

    def follow(self, label: str, **values: object) -> "Visitor":
        """Follow a link by its words."""
        self.link(label, **values).click()
        return self

    def press(self, label: str, **values: object) -> "Visitor":
        """Press a button by its words."""
        self.button(label, **values).click()
        return self

    def button(self, label: str, **values: object) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=self.word(label, **values), exact=True)

    def link(self, label: str, **values: object) -> Locator:
        """The first link with these words in the page itself."""
        name = re.compile(rf"^{re.escape(self.word(label, **values))}(\s*: .*)?$")
        return self.main.get_by_role("link", name=name).first

    def field(self, label: str, within: str = "") -> Locator:
        """A field by its label, with or without the star of those that must be filled."""
        place = self.main.get_by_role("group", name=self.word(within)) if within else self.main
        return place.get_by_label(re.compile(rf"^{re.escape(self.word(label))}( \*)?$"))

    def fill(self, values: Mapping[str, str], within: str = "") -> "Visitor":
        """Type into fields."""
        for label, value in values.items():
            self.field(label, within).fill(value)
        return self

    def choose(self, values: Mapping[str, str], within: str = "") -> "Visitor":
        """Choose from lists, by the words of the choice."""
        for label, value in values.items():
            self.field(label, within).select_option(label=self.word(value))
        return self

    def tick(self, label: str, within: str = "") -> "Visitor":
        """Tick a box, or choose a dot."""
        self.field(label, within).check()
        return self

    def answers(self, level: str) -> "Visitor":
        """Answer the instrument so that it adds up to a level."""
        for item, answer in ANSWERS[level].items():
            self.main.locator(f"input[name={item}][value={answer}]").check()
        return self

    def reads(self, text: str, **values: object) -> "Visitor":
        """These words stand on the page."""
        expect(self.main).to_contain_text(self.word(text, **values))
        return self

    def is_at(self, heading: str, **values: object) -> "Visitor":
        """This is the page's heading."""
        expect(self.page.locator("h1")).to_have_text(self.word(heading, **values))
        return self

    def is_refused(self, status: int) -> "Visitor":
        """The last page was refused with this status, in words."""
        assert self.answer is not None
        assert self.answer.status == status, (self.answer.url, self.answer.status)
        return self

    def looks_right(self) -> "Visitor":
        """The page passes every rule for screens, and its source every rule for pages.

        The rules for screens are scripts themselves: where none run, only the source is looked at.
        """
        assert self.answer is not None
        if self.scripts:
            found = problems(self.page)
            assert not found, (self.page.url, found)
        found = faults(self.answer)
        assert not found, (self.page.url, found)
        return self

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED_NOISE):
            self.heard.append(message.text)

    def _see(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.answer = response


class Office:
    """Opens a browser for anybody of the demo; who came in once keeps the cookie."""

    def __init__(self, browser: Browser, site: Site, logins: dict[str, Any]) -> None:
        self.browser, self.site, self.logins = browser, site, logins
        self.visitors: list[Visitor] = []

    def visitor(self, *, width: int = PHONE, scripts: bool = True, language: str = "id") -> Visitor:
        """Somebody whom the site does not know."""
        context = self.browser.new_context(
            base_url=self.site.url,
            locale="id-ID",
            timezone_id="Asia/Makassar",
            viewport={"width": width, "height": HEIGHTS[width]},
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE_MS)
        if language != "id":
            context.add_cookies([{"name": "bahasa", "value": language, "url": self.site.url}])
        visitor = Visitor(context.new_page(), language, scripts=scripts)
        self.visitors.append(visitor)
        return visitor

    def enter(self, username: str, **how: Any) -> Visitor:
        """Somebody of the demo, signed in, at the first page."""
        visitor = self.visitor(**how)
        if username in self.logins:
            visitor.page.context.add_cookies(self.logins[username])
            return visitor.open("/")
        self.sign_in(visitor, username)
        cookies = visitor.page.context.cookies()
        self.logins[username] = [one for one in cookies if one["name"] != "bahasa"]
        return visitor

    def sign_in(self, visitor: Visitor, username: str) -> Visitor:
        """Come in by the form, as everybody does."""
        if not visitor.page.url.endswith("/sign-in"):
            visitor.open("/sign-in")
        self.type_sign_in(visitor, username)
        expect(visitor.page.locator("h1")).not_to_have_text(visitor.word("Masuk"))
        return visitor

    def type_sign_in(self, visitor: Visitor, username: str) -> None:
        """Fill the sign-in form and send it."""
        typed = {
            "Nama pengguna": username,
            "Kata sandi": self.site.people[username]["passphrase"],
            "Kode 6 angka": self.site.phones.code(username),
        }
        visitor.fill(typed).press("Masuk")

    def meet(self, username: str, passphrase: str, secret: str) -> None:
        """Somebody who is new, or has a new passphrase."""
        self.site.people[username] = {"passphrase": passphrase, "totp_secret": secret}
        self.site.phones.secrets[username] = secret
        self.logins.pop(username, None)

    def close(self) -> None:
        """Close every browser; none may have complained on the way."""
        heard = [(one.page.url, one.heard) for one in self.visitors if one.heard]
        for visitor in self.visitors:
            visitor.page.context.close()
        assert heard == []


@cache
def _english() -> gettext.NullTranslations:
    return gettext.translation("messages", CATALOGUES, ["en"])
