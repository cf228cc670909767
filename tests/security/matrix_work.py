"""Who gets which answer where, for the pages around the work on cases. See `matrix`.

These tables name only the rows that are told apart: whoever is not named gets 403, and whoever is
not signed in is sent to sign in. The records beside those of `matrix` stand in `props`.
"""

from tests.security.matrix import (
    ADVANCE,
    ASK_CASEWORK,
    ASK_INTAKE,
    ASK_SUPERVISE,
    DECIDE,
    DO_CASEWORK,
    DO_INTAKE,
    DO_SUPERVISE,
    PEOPLE,
    READ_CASE,
    WRITE_CASE,
    Expected,
    Table,
    asked,
    changed,
)

CASEWORKERS = ("assigned", "colleague", "removed", "caseworker2")
SUPERVISORS = ("supervisor", "supervisor2")
OFFICERS = ("siaga_a", "siaga_b")


def few(columns: str, **rows: str) -> Table:
    """A table of a few rows; `caseworkers`, `supervisors` and `officers` stand for each of them."""
    head = columns.split()
    found: Table = {}
    for name in PEOPLE:
        status = 302 if name in {"left", "stranger"} else 403
        found[name] = dict.fromkeys(head, status)
    groups = {"caseworkers": CASEWORKERS, "supervisors": SUPERVISORS, "officers": OFFICERS}
    for name in sorted(rows, key=lambda one: one not in groups):
        cells = [int(cell) for cell in rows[name].split()]
        for row in groups.get(name, (name,)):
            found[row] = dict(zip(head, cells, strict=True))
    return found


def sent(table: Table) -> Table:
    """The same for what is sent: whoever is not signed in is asked to sign in."""
    return changed(table, was_302=401)


# ---- the page of a case in which something is open: an offer opens nothing, a cover does

READ_MORE = few(
    "            offered moving covered restricted held over erased merged part",
    intake="     404     404    404     404        404  404  404    404    404",
    caseworkers="404     404    404     404        404  404  404    404    404",
    assigned="   200     200    200     200        200  200  404    200    200",
    colleague="  404     404    200     404        404  404  404    200    200",
    supervisor=" 200     200    200     200        200  200  404    200    200",
    supervisor2="404     404    404     404        404  404  404    404    404",
)

# ---- pages without a record

PAGES = few(
    "clocks calendar offers workload siaga ask_siaga reviews keys retention drafts",
    intake="     200 200 200 403  200 200 403  403 403 200",
    caseworkers="200 200 200 403  200 200 403  403 403 200",
    supervisors="200 200 200 200  200 200 200  200 200 200",
    officers="   403 403 403 403  200 200 403  403 403 403",
    auditor="    403 403 403 403  403 403 403  403 200 403",
)
SENDS = sent(
    few(
        "     ask_siaga keys",
        intake="     422 403",
        caseworkers="422 403",
        supervisors="422 303",
        officers="   422 403",
    )
)

# ---- offers: a hand-over to Lestari of the first unit, a transfer to Sari's unit

HAND_OVER = few("handover transfer missing", caseworkers="404 404 404", colleague="200 404 404")
TAKE_OVER = few("handover transfer missing", supervisors="404 404 404", supervisor2="404 200 404")

# Only a caseworker who has the case offers it to a colleague, only a supervisor to a unit.
ASK_OFFER = few(
    "ratnas lestaris elsewhere missing",
    caseworkers="404 404 404 404",
    assigned="   200 404 404 404",
    colleague="  404 200 404 404",
    caseworker2="404 404 200 404",
)
# Lestari does not open what she was only offered, nor does Sari.
WITHDRAW_OFFER = few(
    "            ratnas offered moving missing",
    intake="     404 404 404 404",
    caseworkers="404 404 404 404",
    assigned="   404 200 200 404",
    supervisor=" 404 200 200 404",
    supervisor2="404 404 404 404",
)

# ---- substitutes, and all cases of one person

COVERED = few(
    "ratnas covered elsewhere missing",
    supervisor=" 404 200 404 404",
    supervisor2="404 404 404 404",
)
HELD_BY = few(
    "            lupa ratna made pamit gilang hasan missing",
    supervisor=" 200 200 404 200 404 200 404",
    supervisor2="404 404 200 404 404 404 404",
)

# Lupa's key is not confirmed and Pamit's not in use: nothing can be given to them.
LOST_BY = few(
    "            lupa ratna made pamit gilang hasan missing",
    supervisor=" 409 200 404 409 404 200 404",
    supervisor2="404 404 200 404 404 404 404",
)

# ---- restriction: named are Hasan and Ratna, and nobody else opens it

LIFT = few(
    "            ratnas restricted missing",
    caseworkers="404 404 404",
    assigned="   409 200 404",
    supervisor=" 409 200 404",
    supervisor2="404 404 404",
)

# ---- keeping and erasing

HOLD = few(
    "ratnas held elsewhere missing",
    supervisor=" 200 409 404 404",
    supervisor2="404 404 200 404",
)
RELEASE = few(
    "ratnas held elsewhere missing",
    supervisor=" 409 200 404 404",
    supervisor2="404 404 409 404",
)
# A case that goes on is not erased; what is erased can't be found.
PROPOSE = few(
    "ratnas over erased missing",
    supervisor=" 409 200 404 404",
    supervisor2="404 404 404 404",
)
# The certificate is of what was done; there is nothing more to confirm then.
CERTIFICATE = few(
    "            over erased missing",
    supervisor=" 404 200 404",
    supervisor2="404 404 404",
    auditor="    404 200 404",
)
CONFIRM = few(
    "            over erased missing",
    supervisor=" 200 404 404",
    supervisor2="404 404 404",
    auditor="    200 404 404",
)
DO_CONFIRM = sent(
    few(
        "            over erased missing",
        supervisor=" 422 409 404",
        supervisor2="404 404 404",
        auditor="    422 409 404",
    )
)
WITHDRAW = few(
    "            over erased missing",
    supervisor=" 200 404 404",
    supervisor2="404 404 404",
)

# ---- emergencies: Lestari asked for two cases; the officers opened one of them to her

ANSWER = few("asked opened missing", officers="200 404 404")
OWN_REQUEST = few(
    "            asked opened missing",
    intake="     404 404 404",
    caseworkers="404 404 404",
    colleague="  200 200 404",
    supervisors="404 404 404",
    officers="   404 404 404",
)
READ_IN_EMERGENCY = {
    row: cells | {"asked": 404 if cells["asked"] == 200 else cells["asked"]}
    for row, cells in OWN_REQUEST.items()
}
# What nobody opened is not reviewed.
REVIEW = few("asked opened missing", supervisor="404 200 404", supervisor2="404 404 404")

# ---- accounts

CHANGE_EMAIL = few(
    "lupa ratna made pamit gilang hasan missing",
    it_admin="200 200 200 200 200 200 404",
)

# ---- drafts: to each their own; what names no form of a case has none

DRAFTS = few(
    "            hers intakes missing",
    intake="     404 200 404",
    caseworkers="404 404 404",
    assigned="   200 404 404",
    supervisors="404 404 404",
)
NO_FORM = few("form", intake="404", caseworkers="404", supervisors="404")

WORK: dict[str, Expected] = {
    "cases.list_drafts": Expected(PAGES, "drafts"),
    "cases.give_drafts": Expected(NO_FORM, "form"),
    "cases.save_draft": Expected(sent(NO_FORM), "form"),
    "cases.ask_drop_draft": Expected(DRAFTS),
    "cases.drop_draft": Expected(sent(changed(DRAFTS, was_200=303)), changes=True),
    "cases.show_clocks": Expected(PAGES, "clocks"),
    "cases.give_calendar": Expected(PAGES, "calendar"),
    "cases.list_offers": Expected(PAGES, "offers"),
    "cases.show_workload": Expected(PAGES, "workload"),
    "cases.show_siaga": Expected(PAGES, "siaga"),
    "cases.ask_siaga": Expected(PAGES, "ask_siaga"),
    "cases.list_siaga_reviews": Expected(PAGES, "reviews"),
    "cases.show_keys": Expected(PAGES, "keys"),
    "cases.show_retention": Expected(PAGES, "retention"),
    "cases.send_siaga": Expected(SENDS, "ask_siaga"),
    "cases.renew_keys": Expected(SENDS, "keys", changes=True),
    # None of the cases has come to its plan yet.
    "cases.ask_write_plan": Expected(asked(ADVANCE)),
    "cases.write_plan": Expected(ADVANCE),
    "cases.ask_decide_plan": Expected(asked(DECIDE)),
    "cases.decide_plan": Expected(DECIDE, sent={"decision": "return"}),
    "cases.ask_follow_up": Expected(asked(ADVANCE)),
    "cases.add_follow_up": Expected(ADVANCE),
    "cases.ask_settle_service": Expected(READ_CASE),
    "cases.settle_service": Expected(WRITE_CASE),
    "cases.show_service": Expected(READ_CASE),
    "cases.ask_correct_service": Expected(READ_CASE),
    "cases.correct_service": Expected(WRITE_CASE),
    "cases.ask_leave": Expected(ASK_INTAKE),
    "cases.leave": Expected(DO_INTAKE),
    "cases.print_sheet": Expected(READ_CASE),
    "cases.show_timeline": Expected(READ_CASE),
    "cases.show_risk": Expected(READ_CASE),
    "cases.ask_score_risk": Expected(READ_CASE),
    "cases.score_risk": Expected(WRITE_CASE),
    "cases.ask_set_task": Expected(READ_CASE),
    "cases.set_task": Expected(WRITE_CASE),
    # The clock of the report that the law asks for is never stopped.
    "cases.ask_turn_clock": Expected(changed(READ_CASE, was_200=409)),
    "cases.turn_clock": Expected(changed(WRITE_CASE, was_422=409)),
    "cases.ask_hand_task": Expected(READ_CASE),
    "cases.hand_task": Expected(WRITE_CASE),
    "cases.show_people": Expected(READ_CASE),
    "cases.ask_add_person": Expected(READ_CASE),
    "cases.add_person": Expected(WRITE_CASE),
    "cases.ask_change_person": Expected(READ_CASE),
    "cases.change_person": Expected(WRITE_CASE),
    "cases.ask_remove_person": Expected(READ_CASE),
    "cases.remove_person": Expected(WRITE_CASE),
    "cases.ask_link_person": Expected(READ_CASE),
    "cases.link_person": Expected(WRITE_CASE),
    "cases.show_consents": Expected(READ_CASE),
    "cases.ask_add_consent": Expected(READ_CASE),
    "cases.add_consent": Expected(WRITE_CASE),
    "cases.ask_withdraw_consent": Expected(READ_CASE),
    "cases.withdraw_consent": Expected(WRITE_CASE),
    "cases.print_consent": Expected(READ_CASE),
    "cases.ask_make_referral": Expected(ASK_CASEWORK),
    "cases.make_referral": Expected(DO_CASEWORK),
    "cases.show_referral": Expected(READ_CASE),
    "cases.change_referral": Expected(DO_CASEWORK),
    "cases.give_letter": Expected(READ_CASE),
    "cases.give_locked_letter": Expected(READ_CASE),
    "cases.ask_record_conference": Expected(READ_CASE),
    "cases.record_conference": Expected(WRITE_CASE),
    "cases.show_conference": Expected(READ_CASE),
    "cases.ask_offer_case": Expected(ASK_OFFER),
    "cases.offer_case": Expected(sent(changed(ASK_OFFER, was_200=422))),
    "cases.ask_offer_transfer": Expected(ASK_SUPERVISE),
    "cases.offer_transfer": Expected(DO_SUPERVISE),
    "cases.ask_withdraw_offer": Expected(WITHDRAW_OFFER),
    "cases.withdraw_offer": Expected(sent(changed(WITHDRAW_OFFER, was_200=303)), changes=True),
    "cases.ask_answer_handover": Expected(HAND_OVER),
    "cases.answer_handover": Expected(
        sent(changed(HAND_OVER, was_200=422)), sent={"decision": "refuse"}
    ),
    "cases.ask_answer_transfer": Expected(TAKE_OVER),
    "cases.answer_transfer": Expected(
        sent(changed(TAKE_OVER, was_200=422)), sent={"decision": "refuse"}
    ),
    "cases.ask_cover": Expected(ASK_SUPERVISE),
    "cases.cover": Expected(DO_SUPERVISE),
    "cases.ask_end_cover": Expected(COVERED),
    "cases.end_cover": Expected(sent(changed(COVERED, was_200=303)), changes=True),
    "cases.ask_move_cases": Expected(HELD_BY),
    "cases.move_cases": Expected(sent(changed(HELD_BY, was_200=422))),
    "cases.let_go_cases": Expected(sent(changed(HELD_BY, was_200=303)), changes=True),
    "cases.ask_give_back": Expected(LOST_BY),
    "cases.give_back": Expected(sent(changed(LOST_BY, was_200=303)), changes=True),
    "cases.ask_restrict": Expected(ASK_SUPERVISE),
    "cases.restrict": Expected(DO_SUPERVISE),
    "cases.ask_lift": Expected(LIFT),
    "cases.lift": Expected(sent(changed(LIFT, was_200=422, was_409=422))),
    "cases.ask_hold": Expected(HOLD),
    "cases.hold": Expected(sent(changed(HOLD, was_200=422, was_409=422))),
    "cases.ask_release": Expected(RELEASE),
    "cases.release": Expected(sent(changed(RELEASE, was_200=422, was_409=422))),
    "cases.ask_propose_erasure": Expected(PROPOSE),
    "cases.propose_erasure": Expected(sent(changed(PROPOSE, was_200=422))),
    "cases.show_certificate": Expected(CERTIFICATE),
    "cases.ask_confirm_erasure": Expected(CONFIRM),
    "cases.confirm_erasure": Expected(DO_CONFIRM),
    "cases.ask_withdraw_erasure": Expected(WITHDRAW),
    "cases.withdraw_erasure": Expected(sent(changed(WITHDRAW, was_200=303)), changes=True),
    "cases.ask_answer_siaga": Expected(ANSWER),
    "cases.answer_siaga": Expected(sent(changed(ANSWER, was_200=422))),
    "cases.read_siaga_case": Expected(READ_IN_EMERGENCY),
    "cases.ask_end_siaga": Expected(OWN_REQUEST),
    "cases.end_siaga": Expected(sent(changed(OWN_REQUEST, was_200=303)), changes=True),
    "cases.ask_review_siaga": Expected(REVIEW),
    "cases.review_siaga": Expected(sent(changed(REVIEW, was_200=422))),
    "accounts.ask_change_email": Expected(CHANGE_EMAIL),
    "accounts.change_email": Expected(sent(changed(CHANGE_EMAIL, was_200=303)), changes=True),
}
