"""Every screen that a role can reach by links, on a phone and on a desk, held to the same rules."""

import gzip
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import MapAdapter

from tests.e2e.pages import DESK, HEIGHTS, PHONE, Office, Visitor
from tests.e2e.screen import faults, misfits, problems

ROLES = {
    "supervisor": "supervisor-1",
    "caseworker": "caseworker-1",
    "intake": "intake",
    "it_admin": "it-admin",
    "volunteer": "volunteer",
    "verifier": "verifier",
    "outreach": "outreach",
    "opd": "opd",
    "leadership": "leadership",
    "statistician": "statistician",
    "auditor": "auditor",
    "siaga": "siaga-a",
}
# The same for everybody; looked at once, as the supervisor.
SAME_FOR_ALL = {"regions.show", "accounts.security"}
SAME_FOR_ALL |= {"accounts.ask_change_passphrase", "accounts.ask_change_phone"}
SAME_FOR_ALL |= {"accounts.ask_sign_in", "accounts.ask_activate"}
# Screens without a link to them; the journeys look at these.
IN_JOURNEYS = {
    "accounts.activated",
    "accounts.ask_admit",
    "accounts.ask_passphrase",
    "accounts.ask_phone",
    "accounts.ask_revoke",
    "accounts.ask_send_again",
    "accounts.invitation",
}
IN_JOURNEYS |= {
    "cases.ask_answer_handover",
    "cases.ask_answer_siaga",
    "cases.ask_complete_simfoni",
    "cases.ask_decide_plan",
    "cases.ask_drop_draft",
    "cases.ask_end_cover",
    "cases.ask_end_siaga",
    "cases.ask_lift",
    "cases.ask_release",
    "cases.ask_review_siaga",
    "cases.ask_settle_service",
    "cases.ask_undo_simfoni",
    "cases.ask_withdraw_consent",
    "cases.ask_withdraw_offer",
    "cases.list_offers",
    "cases.print_simfoni",
    "cases.read_siaga_case",
    "cases.show_conference",
    "cases.show_referral",
    "cases.show_risk",
}
# The door has no link from inside; what of a report waits in the demo changes as it is read.
IN_JOURNEYS |= {"door.home", "door.page", "door.ask_child", "door.ask_report", "door.ask_receipt"}
IN_JOURNEYS |= {"report_desk.show", "report_desk.ask_end", "report_desk.ask_reopen"}
IN_JOURNEYS |= {
    "report_desk.list_same",
    "report_desk.ask_same",
    "report_desk.ask_case",
    "report_desk.show_talk",
}
IN_JOURNEYS |= {"report_desk.count"}  # a number for a script
# Read by whoever connects a program, from outside.
IN_JOURNEYS |= {"api.describe"}
# The demo merges nothing, and no child in it is reported twice.
IN_JOURNEYS |= {"cases.ask_merge", "cases.ask_unmerge", "cases.list_duplicates"}
NO_SCREENS = {"static", "web.healthz", "door.leave"}
# Files: they go to the disk, or into a page, and are no page themselves.
FILES = re.compile(r"\w+\.(give_\w+|(view|thumb|play)_file)")
MOST_BYTES = 60_000
STATIC = Path(__file__).resolve().parents[2] / "kla" / "static"
LOADED = "() => performance.getEntriesByType('resource').map(one => one.name)"
LINKS = """() => [...document.querySelectorAll("a[href^='/']")]
  .filter(a => !a.closest(".table tbody tr ~ tr")).map(a => a.getAttribute("href").split("#")[0])"""
# Of a list of cases one of each stage, since a case offers other steps in each.
STAGES = """() => Object.values(Object.fromEntries([...document.querySelectorAll("tbody tr")]
  .map(row => [row.querySelector("td[data-l=Tahap]")?.textContent, row.querySelector("a")])
  .filter(([stage, link]) => stage && link).map(([stage, link]) => [stage, link.pathname])))"""


@dataclass
class Seen:
    """One screen as one role saw it."""

    role: str
    endpoint: str
    page: str
    wrong: list[str] = field(default_factory=list)
    bytes: int = 0


@pytest.fixture(scope="module")
def seen(browser, site, logins, app: Flask) -> list[Seen]:
    """Everything that there is to see, by following links from the first page."""
    office = Office(browser, site, logins)
    addresses = app.url_map.bind("localhost")
    found: list[Seen] = []
    for role, username in ROLES.items():
        paths = ["/", *site.laid.get(username, [])]
        look_around(office.enter(username), role, addresses, found, paths)
    for username in site.laid.keys() - set(ROLES.values()):
        visitor = office.enter(username)
        for path in site.laid[username]:
            visitor.open(path)
            endpoint = addresses.match(path)[0]
            found.append(look_at(visitor, "supervisor", endpoint, is_new=True))
    office.close()
    return found


def look_around(
    visitor: Visitor, role: str, addresses: MapAdapter, found: list[Seen], paths: list[str]
) -> None:
    todo, known = paths, set(NO_SCREENS)
    if role != "supervisor":
        known |= SAME_FOR_ALL
    while todo:
        path = todo.pop(0)
        endpoint = addresses.match(path.split("?")[0])[0]
        stage = path if endpoint == "cases.show" and path in visitor.stages else ""
        if endpoint + stage in known or FILES.fullmatch(endpoint):
            continue
        known |= {endpoint, endpoint + stage}
        visitor.open(path)
        if endpoint == "cases.list_cases":
            visitor.stages = visitor.page.evaluate(STAGES)
            todo += visitor.stages
        todo += visitor.page.evaluate(LINKS)
        is_new = endpoint not in {one.endpoint for one in found}
        found.append(look_at(visitor, role, endpoint, is_new=is_new))


def look_at(visitor: Visitor, role: str, endpoint: str, *, is_new: bool) -> Seen:
    """A screen that another role has seen on a desk is only measured there, not read again."""
    answer = visitor.answer
    assert answer is not None
    wrong = faults(answer) + problems(visitor.page)
    visitor.page.set_viewport_size({"width": DESK, "height": HEIGHTS[DESK]})
    wrong += (problems if is_new else misfits)(visitor.page)
    visitor.page.set_viewport_size({"width": PHONE, "height": HEIGHTS[PHONE]})
    if answer.status != 200:
        wrong.append(f"status {answer.status}")
    return Seen(role, endpoint, visitor.page.url, wrong, weight_of(visitor))


def weight_of(visitor: Visitor) -> int:
    """What a first visit to this page loads, compressed."""
    assert visitor.answer is not None
    loaded = {urlsplit(url).path for url in visitor.page.evaluate(LOADED)}
    files = [STATIC / path.removeprefix("/static/") for path in loaded if "/static/" in path]
    return sum(len(gzip.compress(one)) for one in (visitor.answer.body(), *map(read, files)))


def read(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.parametrize("role", ROLES)
def test_no_screen_of_a_role_breaks_a_rule(seen: list[Seen], role: str):
    of_role = [one for one in seen if one.role == role]

    assert of_role != []
    assert [one for one in of_role if one.wrong] == []


def test_no_first_visit_is_heavy(seen: list[Seen]):
    assert [one for one in seen if one.bytes > MOST_BYTES] == []


def test_every_screen_was_seen(seen: list[Seen], app: Flask):
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {page for page in pages if not FILES.fullmatch(page)}
    seen_by_anyone = {one.endpoint for one in seen}

    assert sorted(pages - NO_SCREENS - IN_JOURNEYS - seen_by_anyone) == []


EMPTY_FORMS = {
    "sign-in": ("", "/sign-in", "Masuk"),
    "activate": ("", "/activate", "Lanjut"),
    "report": ("intake", "/cases/register", "Daftarkan laporan"),
    "service": ("caseworker-1", "{case}/services/add", "Simpan layanan"),
    "note": ("caseworker-1", "{case}", "Simpan catatan"),
    "closure": ("caseworker-1", "{case}/closure/propose", "Kirim usulan"),
    "account": ("it-admin", "/people/new", "Buat akun dan kode"),
    "passphrase": ("leadership", "/security/passphrase", "Ganti kata sandi"),
    "phone": ("leadership", "/security/phone", "Hubungkan"),
}


@pytest.mark.parametrize("form", EMPTY_FORMS)
def test_a_form_sent_empty_says_what_is_missing(office: Office, form: str):
    username, path, button = EMPTY_FORMS[form]
    visitor = office.enter(username) if username else office.visitor()
    case = visitor.open("/cases").page.evaluate(STAGES)[0] if "{case}" in path else ""

    visitor.open(path.format(case=case)).press(button)

    visitor.is_refused(422).reads("Periksa kembali isian berikut").looks_right()


@pytest.mark.parametrize("path", ["/tidak-ada", "/people", "/sign-out"])
def test_pages_that_refuse_look_right_too(office: Office, path: str):
    visitor = office.enter("caseworker-1").open(path)

    assert visitor.answer is not None
    assert visitor.answer.status in {403, 404, 405}
    visitor.looks_right()
