"""Who gets which answer at the public's door, and at the desk behind it. See `matrix`.

The door is the same for everybody, signed in or not: it does not look. A reporter is no row of
these tables: what a receipt opens is tested with receipts.
"""

from tests.security.matrix import PEOPLE, Expected
from tests.security.matrix_work import few, sent

DOOR = {row: {"look": 200, "leave": 303, "empty_form": 422, "no_receipt": 404} for row in PEOPLE}
QUEUE = few("queue type count", intake="200 200 200")
TYPE_IN = sent(few("type", intake="422"))
# Another office's program is no row either: without its signature everybody is refused.
PROGRAM = {row: {"look": 200, "unsigned": 401} for row in PEOPLE}
# `told` is a report that became a case, Ratna's by now: the desk opens it no more.
DESK = few("report told missing", intake="200 404 404")
DESK_ANSWER = sent(few("report told missing", intake="422 404 404"))
DESK_UNSEEN = sent(few("report told missing", intake="409 404 404"))
DESK_TAKE_UP = sent(few("report told missing", intake="303 404 404"))
# The conversation is for whoever has the case, and under the address of no other case.
TALK = few(
    "            told ratnas missing",
    intake="     404  404    404",
    caseworkers="404  404    404",
    assigned="   200  404    404",
    supervisors="404  404    404",
    supervisor=" 200  404    404",
)
TALK_ANSWER = {
    row: cells | {"told": 422} if 200 in cells.values() else cells
    for row, cells in sent(TALK).items()
}
TALK_READ = {
    row: cells | {"told": 303} if 200 in cells.values() else cells
    for row, cells in sent(TALK).items()
}

# Posters say the same to everybody; whoever has an account may print them.
NOT_IN = {"left", "stranger"}
POSTERS = {row: {"look": 200, "code": 200, "print": 422} for row in PEOPLE}
POSTERS |= {row: dict.fromkeys(("look", "code", "print"), 302) for row in NOT_IN}

REPORT_FILES = few("report missing", intake="200 404")

REPORTS: dict[str, Expected] = {
    "door.home": Expected(DOOR, "look"),
    "door.page": Expected(DOOR, "look"),
    "door.leave": Expected(DOOR, "leave"),
    "door.ask_report": Expected(DOOR, "look"),
    "door.ask_child": Expected(DOOR, "look"),
    "door.ask_receipt": Expected(DOOR, "look"),
    "door.report": Expected(DOOR, "empty_form"),
    "door.child": Expected(DOOR, "look"),
    "door.show": Expected(DOOR, "empty_form"),
    "door.write": Expected(DOOR, "no_receipt"),
    "report_desk.ask_poster": Expected(POSTERS, "look"),
    "report_desk.give_code": Expected(POSTERS, "code"),
    "report_desk.make_poster": Expected(sent(POSTERS), "print"),
    "api.describe": Expected(PROGRAM, "look"),
    "api.give_description": Expected(PROGRAM, "look"),
    "api.send": Expected(PROGRAM, "unsigned"),
    "report_desk.queue": Expected(QUEUE, "queue"),
    "report_desk.count": Expected(QUEUE, "count"),
    "report_desk.ask_type": Expected(QUEUE, "type"),
    "report_desk.type_in": Expected(TYPE_IN, "type"),
    "report_desk.show": Expected(DESK),
    "report_desk.ask_case": Expected(DESK),
    "report_desk.make_case": Expected(DESK_ANSWER),
    "report_desk.show_talk": Expected(TALK),
    "report_desk.answer_talk": Expected(TALK_ANSWER),
    "report_desk.mark_talk": Expected(TALK_READ, changes=True),
    "report_desk.ask_reopen": Expected(DESK),
    "report_desk.reopen": Expected(DESK_ANSWER),
    "report_desk.list_same": Expected(DESK),
    "report_desk.ask_same": Expected(DESK),
    "report_desk.put_together": Expected(DESK_UNSEEN),
    "report_desk.part": Expected(DESK_UNSEEN),
    "report_desk.ask_end": Expected(DESK),
    "report_desk.answer": Expected(DESK_ANSWER),
    "report_desk.end": Expected(DESK_ANSWER),
    "report_desk.give_file": Expected(REPORT_FILES),
    "report_desk.view_file": Expected(REPORT_FILES),
    "report_desk.thumb_file": Expected(REPORT_FILES),
    "report_desk.play_file": Expected(REPORT_FILES),
    "report_desk.take_up": Expected(DESK_TAKE_UP, changes=True),
}
