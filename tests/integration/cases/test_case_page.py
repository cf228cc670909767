"""The case on one page: its timeline, how far everything is from it, how heavy it gets."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import event

from kla.access.policy import Permission
from kla.cases.models import CaseAttachment
from kla.cases.services import lookup, notes
from kla.cases.types import AddNote
from kla.crypto.envelope import seal
from tests import factories_cases as f
from tests import factories_stages as stages
from tests.integration.cases.colleagues import id_of

MOST_BYTES = 60_000
LONG = "Ibu berkata bahwa anak sudah mulai mau makan bersama. " * 12


@pytest.fixture
def as_(app, cast):
    """A browser in which somebody is signed in."""
    return lambda who: cast.browser(app, who)


def fill(session, cast, case_id, count) -> None:
    """Many notes and files, as years of work leave them."""
    ratna = cast.actor(session, "ratna")
    opened = lookup.open_case(session, ratna, case_id, Permission.CASE_WRITE)
    for number in range(count):
        notes.add_note(session, ratna, case_id, AddNote(text=f"{number}: {LONG}"))
        meta = {
            "name": f"foto-{number}.jpg",
            "label": "Foto luka lengan kiri, dari puskesmas",
            "kind": "image/jpeg",
            "size": 123_456,
            "sha256": "0" * 64,
            "key": "00" * 32,
            "at": f"2026-01-01T00:{number // 60:02}:{number % 60:02}+00:00",
            "author": str(ratna.account_id),
        }
        row = CaseAttachment(case_id=case_id, dek_epoch=opened.case.dek_epoch, stored_as="x")
        row.meta_ct = seal(opened.key, meta, row.address)
        session.add(row)
    session.commit()


def days(browser):
    """The headings of days on the last page."""
    return ["".join(one.itertext()).strip() for one in browser.page.iter("h3") if one.get("class")]


def entries(browser):
    """The entries on the last page, in words."""
    moments = [one for one in browser.page.iter("li") if one.get("class") == "moment"]
    return [" ".join(" ".join(one.itertext()).split()) for one in moments]


class TestTimeline:
    def test_tells_the_whole_way_of_a_case(self, session, cast, as_):
        case_id = stages.monitoring(session, cast)
        ratna = as_("ratna")
        ratna.post(f"/cases/{case_id}/notes", {"text": "Neneknya menelepon."})

        ratna.get(f"/cases/{case_id}/timeline")

        told = " | ".join(entries(ratna))
        for head in (
            *("Laporan didaftarkan", "Identifikasi dicatat", "Kasus ditugaskan"),
            *("Asesmen dicatat", "Rencana intervensi disetujui", "Layanan dicatat"),
        ):
            assert head in told
        assert "Neneknya menelepon." in entries(ratna)[0]
        assert "Kasus dibuka untuk dibaca" not in told
        assert len(days(ratna)) == 1

    def test_who_looked_is_there_for_whoever_asks(self, session, cast, as_):
        case_id = f.assigned(session, cast)
        as_("hasan").get(f"/cases/{case_id}")
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/timeline?kind=look")
        assert any("Hasan" in one for one in entries(ratna))
        assert all("dibaca" in one for one in entries(ratna))

    def test_is_narrowed_by_kind_person_and_day(self, session, cast, as_):
        case_id = f.assessed(session, cast)
        ratna, base = as_("ratna"), f"/cases/{case_id}/timeline"
        ratna.get(f"{base}?kind=assessment")
        assert len(entries(ratna)) == 1
        ratna.get(f"{base}?who={id_of(cast, 'hasan')}")
        assert len(entries(ratna)) == 1
        assert "Kasus ditugaskan" in entries(ratna)[0]
        ratna.get(f"{base}?last=2020-01-01")
        assert entries(ratna) == []
        assert "Tidak ada yang cocok" in ratna.text()

    @pytest.mark.parametrize(
        "query",
        ["kind=x", "who=%00", "first=kemarin", "last=0000-99-99", "skip=-1", "skip=9e9", "skip=99"],
    )
    def test_an_address_that_means_nothing_breaks_nothing(self, session, cast, as_, query):
        case_id = f.assigned(session, cast)
        assert as_("ratna").get(f"/cases/{case_id}/timeline?{query}").status_code == 200

    def test_no_word_about_anybody_stands_in_an_address_of_it(self, session, cast, as_):
        case_id = f.assessed(session, cast)
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/timeline")
        addresses = [a.get("href") or "" for a in ratna.page.iter("a")]
        values = [o.get("value") or "" for o in ratna.page.iter("option")]
        assert not [one for one in addresses + values if "Contoh" in one or "Ratna" in one]

    def test_a_long_case_stays_light_and_all_of_it_can_be_paged_to(self, session, cast, as_):
        case_id = f.assigned(session, cast)
        fill(session, cast, case_id, 200)
        ratna, seen = as_("ratna"), []
        answer = ratna.get(f"/cases/{case_id}/timeline")
        assert len(ratna.get(f"/cases/{case_id}").data) < MOST_BYTES
        while True:
            assert len(answer.data) < MOST_BYTES
            ratna.get(answer.request.path + "?" + answer.request.query_string.decode())
            seen += entries(ratna)
            older = [a for a in ratna.page.iter("a") if "Lebih lama" in "".join(a.itertext())]
            if not older:
                break
            answer = ratna.get(older[0].get("href"))
        assert sum("mulai mau makan" in one for one in seen) == 200
        assert sum("Foto luka" in one for one in seen) == 200

    def test_the_newest_of_a_long_case_stand_on_its_page_with_a_way_to_the_rest(
        self, session, cast, as_
    ):
        case_id = f.assigned(session, cast)
        fill(session, cast, case_id, 12)
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}")
        assert "Semua 12 catatan" in ratna.text()
        assert "Semua 12 berkas" in ratna.text()
        assert "(foto-11.jpg)" in ratna.text()
        assert "(foto-0.jpg)" not in ratna.text()


def test_a_longer_case_asks_the_database_no_more(session, cast, as_):
    """One query a kind of thing, and never one a thing."""

    def queries(case_id, path):
        heard = []
        listen = lambda *_args: heard.append(1)  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", listen)
        assert as_("ratna").get(f"/cases/{case_id}{path}").status_code == 200
        event.remove(session.get_bind(), "before_cursor_execute", listen)
        return len(heard)

    short, long = f.assigned(session, cast), stages.monitoring(session, cast)
    fill(session, cast, short, 1)
    fill(session, cast, long, 30)
    as_("ratna").get(f"/cases/{short}")
    for path in ("", "/timeline"):
        queries(short, path)
        assert queries(long, path) <= queries(short, path) + 1


class TestTwoClicks:
    """From the page of a case to each of its forms and parts it is two clicks at most."""

    # Reached from the list of offers, or told by hand; not from the case that is on offer.
    ELSEWHERE = frozenset(
        {"cases.ask_answer_handover", "cases.ask_answer_transfer", "cases.read_siaga_case"}
    )

    # These stand in the place of what they take back, or come once something else was done.
    TAKES_BACK = frozenset(
        {
            *("cases.ask_lift", "cases.ask_release", "cases.ask_withdraw_offer"),
            "cases.ask_propose_erasure",
            # The sheet of the ministry is begun first.
            *("cases.ask_complete_simfoni", "cases.ask_undo_simfoni", "cases.print_simfoni"),
        }
    )

    @pytest.mark.parametrize("who", ["ratna", "hasan"])
    def test_everything_that_somebody_may_open_is_near(self, app, session, cast, as_, who):
        made = {
            "early": f.identified(session, cast),
            "planning": stages.planning(session, cast),
            "submitted": stages.submitted(session, cast),
            "monitoring": stages.monitoring(session, cast),
            "proposed": f.proposed(session, cast),
            "closed": f.closed(session, cast),
        }
        near: set[str] = set()
        browser = as_(who)
        for case_id in made.values():
            near |= self.endpoints(app, browser, case_id)
        wanted = {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and rule.arguments == {"case_id"}
        }
        actor = cast.actor(session, who)
        views = app.view_functions
        may = {one for one in wanted if views[one].access and actor.may(views[one].access)}
        assert may - near - self.ELSEWHERE - self.TAKES_BACK == set()

    def endpoints(self, app, browser, case_id):
        """What can be reached with two clicks."""
        addresses = app.url_map.bind("localhost")
        start = f"/cases/{case_id}"
        if browser.get(start).status_code == 404:
            return set()
        first = self.links(browser, start)
        second: set[str] = set()
        for path in first:
            if browser.client.get(path).mimetype == "text/html":
                browser.get(path)
                second |= self.links(browser, start)
        return {addresses.match(path)[0] for path in first | second}

    def links(self, browser, start):
        found = {urlsplit(a.get("href") or "").path for a in browser.page.iter("a")}
        return {path for path in found if path.startswith(start)}

    def test_its_parts_are_one_click_away(self, session, cast, as_):
        case_id = stages.monitoring(session, cast)
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}")
        places = next(n for n in ratna.page.iter("nav") if "places" in (n.get("class") or ""))
        anchors = [a.get("href").removeprefix("#") for a in places.iter("a")]
        ids = {e.get("id") for e in ratna.page.iter() if e.get("id")}
        assert len(anchors) == len(set(anchors)) > 10
        assert [one for one in anchors if one not in ids] == []
        parts = {e.get("id") for tag in ("section", "details") for e in ratna.page.iter(tag)}
        panels = {one for one in parts if one} - {"perpetrators", "offers", "leave"}
        assert panels - set(anchors) == set()
