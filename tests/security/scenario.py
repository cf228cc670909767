"""A few days of an office, told through its pages, in which every word about people is a marker.

The words are invented so that no file of the world holds them by chance.
"""

import base64
import json
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

import time_machine

from kla.core import clock
from tests import registers, tus
from tests.factories import Member
from tests.factories_cases import ANSWERS
from tests.security import pictures
from tests.security.visitor import Answer, Visitor, file

MANGGAR = "64.71.01.1001"
VISUM = "visum-Zarfanqua-Mirzaqelia.jpg"
LARGE = (800, 600)  # larger than an upload that stays in memory

# What must not lie anywhere in clear: label -> the word as it was typed.
WORDS = {
    "victim": "Mirzaqelia Zarfanqua",
    "victim, given name": "Mirzaqelia",
    "victim, family name": "Zarfanqua",
    "victim as an index would fold it": "mirzakelia",
    "second victim": "Bagusqoro",
    "NIK": "6471039907129981",
    "reporter": "Sutriqno Vokselburg",
    "phone": "081299887755",
    "place": "Kenangaquil",
    "chronology": "pisaubergerigiqu",
    "perpetrator": "Darwoqolo",
    "corrected chronology": "kemudianzubair",
    "reason of identification": "kewenanganxqilo",
    "assessment": "sukarquiet",
    "note": "katasandiqumba",
    "words to a task": "kunjunganqorra",
    "institution": "Puskesmasqilla",
    "outcome": "membaikqarsa",
    "reason of a correction": "kelirucatatqira",
    "file name": "Zarfanqua-Mirzaqelia",
    "label of a file": "lukalenganqiri",
    "marker in the picture": "EXIFqorahasia",
    "search": "Bagusqo",
    "search by ear": "Mirsakelliaq",
    "closure": "bersekolahqembali",
    "remarks": "lengkapiqulang",
    "refused text": "ditolakqarena",
    "typed when the session had ended": "terlanjurqetik",
    "query string of a foreign page": "diintipqolega",
    "name at the sign-in": "namaqorban",
    "victim of the second case": "Tirtaqenaya",
    "chronology of the second case": "gudangqelapa",
    "victim of the third case": "Lesmanaqiryo",
    "reason of an exit": "tidakqcukup",
    "what was tried before an exit": "teleponqtigakali",
    "relative": "Ruminahqastri",
    "address of a relative": "Wisataqebun",
    "who consents": "Walinqemara",
    "witness of a consent": "Saksiqoyana",
    "ground of a consent": "berlakuqsebulan",
    "institution of a referral": "Klinikqasturi",
    "purpose of a referral": "visumqulangan",
    "guest of a conference": "Tamuqsandria",
    "what a conference discussed": "bahasqeluarga",
    "what a conference decided": "putusqnenek",
    "step of a conference": "antarqsekolah",
    "need in a plan": "butuhqtenang",
    "intervention of a plan": "sesiqbermain",
    "remarks to a plan": "rencanaqbaik",
    "follow-up": "kunjungqtenang",
    "note of an offer": "serahqtugas",
    "reason of an emergency": "hilangqmalam",
    "reason of a hold": "sidangqnegeri",
    "label of a file on its way": "rekamanqditengah",
    "name of a file on its way": "Suaraqsaksi",
    "text of a file on its way": "katanyaqberhenti",
    "name of a kept filter": "Saringanqsendiri",
    "name in a kept filter": "Tjaritjaq",
    "number in the ministry's register": "SIMqx-90417-qz",
    "reason of a note taken back": "nomorqkeliru",
    "what only that register asks": "diantarqojek",
    "number on a list of that register": "LISTqz-4711-qx",
    "purpose of a copy": "berkasqsidang",
    "what became of a copy": "tercecerqangkot",
    "victim of a merged case": "Pradiptaqomala",
    "reason of a merge": "satuqeluarga",
    "reason of parting": "duaqanak",
    "reason of a second merge": "satuqjuga",
    "draft of a note": "setengahqcatatan",
    "draft of a report": "setengahqaduan",
    "number in an old register": "regqxlama/0815",
    "victim in an old register": "Ingatanqlestari",
    "chronology in an old register": "dahuluqdicatat",
    "address in an old register": "Lorongqsumur",
    "note in an old register": "catatanqusang",
    "worker in an old register": "Petugasqpurna",
    "refused row of an old register": "Barisqtertolak",
}


@cache
def prepare() -> tuple[bytes, bytes, bytes]:
    """The pictures: made beforehand, because the tool that makes them writes logs too."""
    marked = pictures.jpeg(WORDS["marker in the picture"])
    large = pictures.jpeg(WORDS["marker in the picture"], LARGE)
    return marked, large, pictures.jpeg(WORDS["refused text"])


def report(**changed) -> dict:
    """A report with two victims, every field filled."""
    typed = {
        "received_at": moment(hours=2),
        "kanal": "langsung",
        "relation": "keluarga",
        "reporter_name": WORDS["reporter"],
        "reporter_phone": WORDS["phone"],
        "place": "rumah_tangga",
        "address": f"Gang {WORDS['place']} 17",
        "kelurahan": MANGGAR,
        "primary_kind": "fisik",
        "kinds": ["fisik", "psikis"],
        "chronology": f"Diancam dengan {WORDS['chronology']} di dapur.",
        "risk": "tinggi",
        "victims-0-name": WORDS["victim"],
        "victims-0-sex": "P",
        "victims-0-age": "12",
        "victims-0-kelurahan": MANGGAR,
        "victims-0-nik": WORDS["NIK"],
        "victims-1-name": f"{WORDS['second victim']} {WORDS['victim, family name']}",
        "victims-1-sex": "L",
        "victims-1-age": "9",
        "victims-1-kelurahan": MANGGAR,
        "perpetrators-0-relation": "orang_tua",
        "perpetrators-0-name": WORDS["perpetrator"],
        "perpetrators-0-sex": "L",
    }
    return typed | changed


def moment(hours: float = 0) -> str:
    """A moment as the browser's field writes it: Balikpapan's time."""
    at = clock.now().astimezone(clock.WITA) - timedelta(hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M")


def day() -> str:
    """Today, as a date field writes it."""
    return clock.today().isoformat()


@dataclass(slots=True)
class Told:
    """What came of the scenario."""

    ratnas: str = ""
    lestaris: str = ""
    left: str = ""
    merged: str = ""
    imported: str = ""
    handed_over: str = ""
    code: str = ""
    refused: bytes = b""
    picture: bytes = b""
    large: bytes = b""
    passphrases: dict[str, str] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)


def sign_in(at: Visitor, member: Member, passphrase: str = "") -> Answer:
    """Come in by the page, with the code that the phone shows."""
    typed = {
        "username": member.username,
        "passphrase": passphrase or member.passphrase,
        "code": member.code(),
    }
    answer = at.fill("/sign-in", typed)
    assert answer.status == 303, answer.words()
    return answer


def case_path(answer: Answer) -> str:
    """The address of a case, from where its form sends one."""
    assert answer.status == 303, (answer.status, answer.words())
    return urlsplit(answer.location).path


def done(answer: Answer) -> None:
    """A step was taken."""
    assert answer.status == 303, (answer.status, answer.words())


def type_half(at: Visitor, page: str, place: str, word: str) -> None:
    """Begin to type into a form and leave it: the script of the page keeps a draft."""
    typed = {
        "csrf_token": at.get(page).csrf_token,
        "id": str(uuid.uuid4()),
        "place": place,
        "seen": "0",
        "fields": json.dumps([["text", f"Belum selesai: {WORDS[word]}"]]),
    }
    answer = at.post("/drafts", typed)
    assert answer.status == 200, answer.words()


def register(at: Visitor, **changed) -> str:
    """Fill in the form of a report, with a second row of victims; answers the address."""
    type_half(at, "/cases/register", "/cases/register", "draft of a report")
    form = at.get("/cases/register").form("/cases/register")
    more = at.post("/cases/register", form.filled({"rows": "victim"}))
    form = more.form("/cases/register")
    answer = at.post("/cases/register", form.filled(report(**changed)))
    if answer.status == 409:  # somebody like one of them is on record: asked again later
        answer = at.post("/cases/register", answer.form("/cases/register").filled({}))
    return case_path(answer)


def merge_and_part(at: Visitor, case: str, other: str) -> None:
    """Two cases are made one, are parted again, and are one after all."""
    merge = f"{case}/merge/{urlsplit(other).path.rpartition('/')[2]}"
    for word in ("reason of a merge", "reason of a second merge"):
        done(at.fill(merge, {"reason": WORDS[word], "confirmed": "y"}))
        if word == "reason of a merge":
            part = merge.replace("/merge/", "/unmerge/")
            done(at.fill(part, {"reason": WORDS["reason of parting"], "confirmed": "y"}))


def identify(at: Visitor, case: str) -> None:
    """Take a case on."""
    typed = {
        "risk": "tinggi",
        "kewenangan": "daerah",
        "outcome": "identification",
        "reason": WORDS["reason of identification"],
    }
    done(at.fill(f"{case}/identify", typed))


def assign(at: Visitor, case: str, worker: Member) -> None:
    """Give a case to somebody."""
    done(at.fill(f"{case}/assign", {"workers": [str(worker.account_id)]}))


def search(at: Visitor, query: str) -> Answer:
    """Look for a name in the list of cases."""
    form = at.get("/cases").form("/cases/filter")
    return at.follow(at.post("/cases/filter", form.filled({"query": query})))


def keep_a_filter(at: Visitor) -> None:
    """A filter with a name in it, kept under a name."""
    search(at, WORDS["name in a kept filter"])
    typed = {"name": WORDS["name of a kept filter"]}
    done(at.fill("/cases/filters", typed))
    form = at.get("/cases").form("/cases/filter/clear")
    done(at.post("/cases/filter/clear", form.filled({"part": ""})))


def work_on(at: Visitor, case: str, told: Told) -> None:
    """What a caseworker does with a case until its end is proposed."""
    typed = {"safety": WORDS["assessment"], "wishes": WORDS["assessment"], **ANSWERS["sedang"]}
    done(at.fill(f"{case}/assessment", typed))
    done(at.fill(case, {"text": f"Ibu berkata: {WORDS['note']}."}, action=f"{case}/notes"))
    told.picture, told.large, _ = prepare()
    for content in (told.picture, told.large):
        typed = {"file": file(content, VISUM), "label": WORDS["label of a file"]}
        done(at.fill(f"{case}/files/add", typed))
    given = {
        "kind": "kesehatan",
        "institution": WORDS["institution"],
        "outcome": WORDS["outcome"],
        "given_on": day(),
    }
    done(at.fill(f"{case}/services/add", given))
    links = [one.get("href", "") for one in at.get(case).tree.iter()]
    correction = next(one for one in links if one.endswith("/correct"))
    done(at.fill(correction, {"why": WORDS["reason of a correction"]}))
    type_half(at, case, f"{case}/notes", "draft of a note")
    finish_a_task(at, case)
    corrected = {"chronology": f"{WORDS['chronology']}, {WORDS['corrected chronology']}"}
    done(at.fill(f"{case}/report", corrected))


def leave(at: Visitor, case: str) -> None:
    """A report of which too little is known ends outside the service."""
    typed = {
        "reason": WORDS["reason of an exit"],
        "tried": WORDS["what was tried before an exit"],
        "confirmed": "y",
    }
    done(at.fill(f"{case}/leave/insufficient", typed))


def meet_people(at: Visitor, case: str) -> None:
    """A relative, what the family allows, a letter to a clinic, a conference."""
    typed = {
        "name": WORDS["relative"],
        "relation": "ibu",
        "address": WORDS["address of a relative"],
    }
    done(at.fill(f"{case}/people/family/add", typed))
    typed = {
        "purposes": ["rujukan", "pembahasan"],
        "decision": "given",
        "giver": "wali",
        "giver_name": WORDS["who consents"],
        "how": "tertulis",
        "witness": WORDS["witness of a consent"],
        "reason": WORDS["ground of a consent"],
    }
    done(at.fill(f"{case}/consents/add", typed))
    typed = {
        "institution": WORDS["institution of a referral"],
        "service": "kesehatan",
        "purpose": WORDS["purpose of a referral"],
        "parts": ["identity", "report", "wishes"],
        "confirmed": "y",
    }
    done(at.fill(f"{case}/referrals/add", typed))
    typed = {
        "participants-0-name": WORDS["guest of a conference"],
        "participants-0-institution": WORDS["institution of a referral"],
        "discussed": WORDS["what a conference discussed"],
        "decided": WORDS["what a conference decided"],
        "steps-0-what": WORDS["step of a conference"],
        "steps-0-due": day(),
    }
    done(at.fill(f"{case}/conferences/add", typed))


def hand_out_a_copy(at: Visitor, case: str) -> None:
    """Some of the case on paper for a meeting, and it got lost."""
    typed = {
        "parts": ["report", "victims", "notes"],
        "to": "office",
        "purpose": WORDS["purpose of a copy"],
        "unlocked": "y",
        "confirmed": "y",
    }
    answer = at.fill(f"{case}/copies/make", typed)
    assert answer.status == 200, answer.words()
    page = at.get(f"{case}/copies")
    links = [one.get("href", "") for one in page.tree.iter("{http://www.w3.org/1999/xhtml}a")]
    path = next(one for one in links if one.startswith(f"{case}/copies/") and "make" not in one)
    done(at.fill(path, {"fate": "lost", "remark": WORDS["what became of a copy"]}))


def carry_out_a_plan(worker: Visitor, supervisor: Visitor, case: str) -> None:
    """From the plan to the first visit after its service."""
    go_on(worker, case, "planning")
    typed = {
        "rows-0-need": WORDS["need in a plan"],
        "rows-0-kind": "rehabilitasi_sosial",
        "rows-0-intervention": WORDS["intervention of a plan"],
        "rows-0-institution": WORDS["institution"],
        "rows-0-by_when": day(),
        "rows-0-agreed": ["anak"],
        "decision": "submit",
    }
    done(worker.fill(f"{case}/plan", typed))
    typed = {"remarks": WORDS["remarks to a plan"], "decision": "approve"}
    done(supervisor.fill(f"{case}/plan/decide", typed))
    go_on(worker, case, "delivery")
    given = {"kind": "rehabilitasi_sosial", "outcome": WORDS["outcome"], "given_on": day()}
    done(worker.fill(f"{case}/services/add", given | {"institution": WORDS["institution"]}))
    go_on(worker, case, "monitoring")
    seen = {"how": "telepon", "finding": WORDS["follow-up"], "risk": "rendah", "done_on": day()}
    done(worker.fill(f"{case}/follow-ups/add", seen))


def enter_in_register(at: Visitor, case: str) -> None:
    """The case is entered in the ministry's register, by mistake at first."""
    ground = {"purposes": ["simfoni"], "decision": "ground", "ground": "kewajiban_hukum"}
    done(at.fill(f"{case}/consents/add", ground | {"reason": WORDS["ground of a consent"]}))
    done(at.fill(f"{case}/simfoni/complete", {"way_here": WORDS["what only that register asks"]}))
    assert WORDS["victim"] in at.get(f"{case}/simfoni").text
    number = {"number": WORDS["number in the ministry's register"]}
    done(at.fill(f"{case}/simfoni", number))
    done(at.fill(f"{case}/simfoni/undo", {"reason": WORDS["reason of a note taken back"]}))
    done(at.fill(f"{case}/simfoni", number))


def reconcile(at: Visitor) -> None:
    """A month as a workbook, and a list of the ministry's against ours."""
    form = at.get("/simfoni/monthly").form("/simfoni/monthly")
    assert at.post("/simfoni/monthly", form.filled({})).body.startswith(b"\xd0\xcf\x11\xe0")
    row = f"{WORDS['number on a list of that register']};{'x' * 60}\n"
    rows = "Nomor registrasi;Uraian\n" + row * 12_000  # more than waits in memory
    form = at.get("/simfoni/compare").form("/simfoni/compare")
    sent = form.filled({"file": file(rows.encode(), VISUM)})
    assert WORDS["number on a list of that register"] in at.post("/simfoni/compare", sent).text


def go_on(at: Visitor, case: str, target: str) -> None:
    """Press the button for the next stage."""
    form = at.get(case).form(f"{case}/advance")
    done(at.post(f"{case}/advance", form.filled({"target": target})))


def turn_to_others(worker: Visitor, supervisor: Visitor, colleague: Member, case: str) -> None:
    """An offer that is taken back, and a court that wants the file kept."""
    typed = {"to": str(colleague.account_id), "note": WORDS["note of an offer"]}
    done(worker.fill(f"{case}/hand-over", typed))
    done(worker.fill(f"{case}/offer/withdraw", {}))
    done(supervisor.fill(f"{case}/hold", {"reason": WORDS["reason of a hold"]}))


def take_a_register_in(at: Visitor) -> tuple[str, bytes]:
    """An old register: sent, looked at, added; answers the report, and what came back refused."""
    values = {
        "victim_name": WORDS["victim in an old register"],
        "victim_address": WORDS["address in an old register"],
        "chronology": WORDS["chronology in an old register"],
        "note": WORDS["note in an old register"],
        "worker": WORDS["worker in an old register"],
    }
    first = registers.over(WORDS["number in an old register"], **values)
    wrong = registers.row("0816", victim_name=WORDS["refused row of an old register"], primary="?")
    content = registers.register(first, wrong)
    done(at.fill("/cases/import", {"file": file(content, f"{WORDS['victim']}.xlsx")}))
    report = at.get("/cases/import").text
    done(at.fill("/cases/import", {}, action="/cases/import/run"))
    refused = at.get("/cases/import/refused").body
    done(at.fill("/cases/import", {}, action="/cases/import/drop"))
    return report, refused


def ask_in_an_emergency(at: Visitor, number: str) -> None:
    """A colleague has to see the case tonight."""
    done(at.fill("/siaga/ask", {"number": number, "reason": WORDS["reason of an emergency"]}))


def break_off_an_upload(at: Visitor, case: str) -> None:
    """A file in pieces of which the second never comes: the connection is gone."""

    def carry(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return at.send(method, path, body, headers.pop("Content-Type", ""), headers)

    token = at.get(case).csrf_token
    sender = tus.Tus(carry, f"{case}/uploads", {"X-CSRFToken": token})
    half = (WORDS["text of a file on its way"] + ", kata saksi. ").encode() * 9000
    words = {"label": WORDS["label of a file on its way"]}
    words["filename"] = f"{WORDS['name of a file on its way']}.txt"
    begun = sender.create(2 * len(half), **words)
    assert begun.status == 201, begun.status
    sent = sender.patch(begun.location, 0, half)
    assert (sent.status, sent.headers["Upload-Offset"]) == (204, str(len(half)))


def finish_a_task(at: Visitor, case: str) -> None:
    """Say what was done about the first task of the case."""
    links = [
        one.get("href", "") for one in at.get(case).tree.iter("{http://www.w3.org/1999/xhtml}a")
    ]
    path = next(one for one in links if one.startswith(f"{case}/tasks/"))
    done(at.fill(path, {"text": WORDS["words to a task"], "done_at": moment()}))


def end_it(worker: Visitor, supervisor: Visitor, case: str) -> None:
    """An end is proposed, sent back with remarks, and proposed again."""
    typed = {"reason": "tujuan_tercapai", "summary": WORDS["closure"], "risk": "rendah"}
    typed |= {"outcomes-0-outcome": "tercapai"}
    for decision in ("return", "approve"):
        done(worker.fill(f"{case}/closure/propose", typed))
        said = {"remarks": WORDS["remarks"], "decision": decision}
        done(supervisor.fill(f"{case}/closure/decide", said))


def change_passphrase(at: Visitor, member: Member, told: Told) -> None:
    """Take the passphrase that the page offers."""
    page = at.get("/security/passphrase")
    shown = [one for one in page.tree.iter() if "secret" in (one.get("class") or "").split()]
    told.passphrases[member.key] = "".join(shown[0].itertext()).strip()
    form = page.form("/security/passphrase")
    done(at.post("/security/passphrase", form.filled({"old": member.passphrase, "noted": "y"})))


def be_refused(intruder: Visitor, stranger: Visitor, case: str) -> None:
    """What people type where they may not."""
    peeked = intruder.get(f"{case}?q={WORDS['query string of a foreign page']}")
    assert peeked.status == 404
    form = intruder.get("/cases/nothing-here").forms()
    assert form == []
    wrong = {"username": WORDS["name at the sign-in"], "passphrase": WORDS["refused text"]}
    assert stranger.fill("/sign-in", {**wrong, "code": "000000"}).status == 422
    late = {"text": WORDS["typed when the session had ended"], "csrf_token": ""}
    assert stranger.post(f"{case}/notes", late).status == 401


def be_wrong(at: Visitor, case: str) -> None:
    """Forms with mistakes in them, full of words."""
    form = at.get(f"{case}/report").form(f"{case}/report")
    wrong = {"chronology": f"{WORDS['refused text']}\x00", "risk": "entah"}
    assert at.post(f"{case}/report", form.filled(wrong)).status == 422
    without = {"text": WORDS["refused text"]}
    assert at.post(f"{case}/notes", without).status == 400  # no token
    _, _, broken_picture = prepare()
    broken = {"file": file(pictures.cut(broken_picture), VISUM)}
    assert at.fill(f"{case}/files/add", broken).status == 422


def soon():
    """Half a minute later: a phone shows its next code; each is good once."""
    return time_machine.travel(clock.now() + timedelta(seconds=30), tick=True)


def secret_text(member: Member) -> str:
    """The secret of somebody's phone as they typed it into the phone."""
    return base64.b32encode(member.totp_secret).decode().rstrip("=")
