"""What a stranger tells the office at night, and what is written back, in words that are markers.

See `scenario`.
"""

import re

from tests.security.pictures import jpeg
from tests.security.visitor import Answer, Visitor, file

WORDS = {
    "story of a report": "malamqteriakan",
    "refused story of a report": "umurqmustahil",
    "victim of a report": "Anisqurahma",
    "suspect of a report": "Pamanqdarso",
    "place of a report": "Gangqmelati",
    "contact of a reporter": "0812qq445566",
    "message of a reporter": "pindahqrumah",
    "answer to a reporter": "tungguqpagi",
    "name of a reported file": "suaraqlantai",
    "words in a reported file": "ancamanqrekam",
    "name of a later file": "rekamanqmalam",
    "camera of a reporter": "kameraqpelapor",
    "reason of the desk": "sudahqditangani",
    "story handed over": "sudutqgudang",
    "message taken along": "kuncinyaqhilang",
    "answer from a case": "besokqdijemput",
    "message to a case": "sudahqmengungsi",
}
CODE = re.compile(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}")


def tell(stranger: Visitor, desk: Visitor) -> str:
    """Report, be answered, write back, and see it ended; answers the code that was written down."""
    form = stranger.get("/halo/lihat").form("/halo/lihat")
    refused = stranger.post("/halo/lihat", form.filled(_said(age="999", story="refused story")))
    assert refused.status == 422, refused.status
    files = [
        file(jpeg(WORDS["camera of a reporter"]), "foto.jpg"),
        file(_recording(), f"{WORDS['name of a reported file']}.mp3"),
    ]
    answer = stranger.post("/halo/lihat", form.filled(_said() | {"files": files}))
    assert answer.status == 200, answer.status
    code = CODE.search(answer.text)[0]
    path = re.search(r"/reports/[0-9a-f-]{36}", desk.get("/reports").text)[0]
    typed = {"text": WORDS["answer to a reporter"]}
    done(desk.post(f"{path}/answer", desk.get(path).form(f"{path}/answer").filled(typed)))
    talk = look(stranger, code)
    assert WORDS["answer to a reporter"] in talk.text
    later = file(_recording(), f"{WORDS['name of a later file']}.mp3")
    typed = {"text": WORDS["message of a reporter"], "files": [later]}
    message = talk.form("/halo/kembali/pesan").filled(typed)
    assert WORDS["message of a reporter"] in stranger.post("/halo/kembali/pesan", message).text
    assert look(stranger, code[:-1] + ("0" if code[-1] != "0" else "1")).status == 422
    ending = {"target": "closed", "reason": WORDS["reason of the desk"]}
    done(desk.post(f"{path}/end", desk.get(f"{path}/end").form(f"{path}/end").filled(ending)))
    return code


def hand_over(stranger: Visitor, desk: Visitor, typed: dict[str, str]) -> str:
    """Report, write more, see it become a case, be answered from there; answers the case."""
    form = stranger.get("/halo/lihat").form("/halo/lihat")
    story = {"story": WORDS["story handed over"]}
    code = CODE.search(stranger.post("/halo/lihat", form.filled(story)).text)[0]
    write(stranger, code, "message taken along")
    path = re.findall(r"/reports/[0-9a-f-]{36}", desk.get("/reports?sort=received").text)[-1]
    form = desk.get(f"{path}/case").form(f"{path}/case")
    answer = desk.post(f"{path}/case", form.filled(typed))
    if answer.status == 409:  # somebody like one of them is on record
        answer = desk.post(f"{path}/case", answer.form(f"{path}/case").filled({}))
    done(answer)
    case = re.search(r"/cases/[0-9a-f-]{36}", answer.location)[0]
    talk = re.search(rf"{case}/talks/[0-9a-f-]{{36}}", desk.get(case).text)[0]
    said = {"text": WORDS["answer from a case"]}
    done(desk.post(talk, desk.get(talk).form(talk).filled(said)))
    assert WORDS["answer from a case"] in write(stranger, code, "message to a case").text
    return case


def write(stranger: Visitor, code: str, word: str) -> Answer:
    """A message under a code."""
    message = look(stranger, code).form("/halo/kembali/pesan").filled({"text": WORDS[word]})
    return stranger.post("/halo/kembali/pesan", message)


def look(stranger: Visitor, code: str) -> Answer:
    """Come back with the code."""
    form = stranger.get("/halo/kembali").form("/halo/kembali")
    return stranger.post("/halo/kembali", form.filled({"receipt": code}))


def done(answer: Answer) -> None:
    """The step was taken."""
    assert answer.status == 303, (answer.path, answer.status)


def _recording() -> bytes:
    """What passes for sound, with words in it."""
    return b"ID3\x04\x00\x00" + bytes(4) + WORDS["words in a reported file"].encode() + bytes(2_000)


def _said(age: str = "9", story: str = "story") -> dict[str, str]:
    return {
        "story": f"Saya dengar {WORDS[f'{story} of a report']} dari sebelah.",
        "victim": WORDS["victim of a report"],
        "suspect": WORDS["suspect of a report"],
        "place": WORDS["place of a report"],
        "contact": WORDS["contact of a reporter"],
        "age": age,
    }
