"""Who gets which answer where: every endpoint, every role, every record. Read it like a table.

Rows are people, columns are endpoints or, where an endpoint shows a record, the record:

    waiting    a case of the first unit that nobody was given yet: intake and supervision hold it
    ratnas     a case of the first unit, Ratna's; it was Rudi's too until it was taken from him
    lestaris   a case of the first unit, Lestari's
    elsewhere  a case of the second unit, Made's
    missing    no case at all

200 shown, 204 done, 303 done and sent on, 302 sent to sign in, 401 asked to sign in, 403 the role
does not do this, 404 there is no such record for you, 409 not at this stage, 422 fill in the form.
POSTs are sent with a token and nothing else.
"""

from dataclasses import dataclass, field

Row = dict[str, int]
Table = dict[str, Row]

# Who stands behind each row.
PEOPLE = {
    "intake": "tini",
    "assigned": "ratna",
    "colleague": "lestari",
    "removed": "rudi",
    "uncertified": "lupa",
    "supervisor": "hasan",
    "caseworker2": "made",
    "supervisor2": "sari",
    "volunteer": "dimas",
    "verifier": "vina",
    "outreach": "oki",
    "opd": "dewi",
    "leadership": "wati",
    "statistician": "yuni",
    "auditor": "nur",
    "it_admin": "gilang",
    "siaga_a": "arif",
    "siaga_b": "bima",
    "left": "pamit",
    "stranger": "stranger",
}


def table(text: str) -> Table:
    """Read a table: a line of columns, then a line for each row."""
    head, *lines = [line.split() for line in text.strip().splitlines()]
    read = {name: dict(zip(head, map(int, cells), strict=True)) for name, *cells in lines}
    assert set(read) == set(PEOPLE), set(PEOPLE) ^ set(read)
    return read


# ---- pages of everybody

GET_PAGES = table("""
              home security ask_change_passphrase ask_change_phone ask_send_again invitation regions
intake        200  200      200                   200              303            303        200
assigned      200  200      200                   200              303            303        200
colleague     200  200      200                   200              303            303        200
removed       200  200      200                   200              303            303        200
uncertified   200  200      200                   200              303            303        200
supervisor    200  200      200                   200              303            303        200
caseworker2   200  200      200                   200              303            303        200
supervisor2   200  200      200                   200              303            303        200
volunteer     200  200      200                   200              303            303        200
verifier      200  200      200                   200              303            303        200
outreach      200  200      200                   200              303            303        200
opd           200  200      200                   200              303            303        200
leadership    200  200      200                   200              303            303        200
statistician  200  200      200                   200              303            303        200
auditor       200  200      200                   200              303            303        200
it_admin      200  200      200                   200              303            303        200
siaga_a       200  200      200                   200              303            303        200
siaga_b       200  200      200                   200              303            303        200
left          302  302      302                   302              302            302        302
stranger      302  302      302                   302              302            302        302
""")

# A change of passphrase or phone begins with its page; sent without it, one is sent there.
POST_OWN = table("""
              change_passphrase change_phone end_other_logins extend drop_kept sign_out
intake        303               303          303              204    303       303
assigned      303               303          303              204    303       303
colleague     303               303          303              204    303       303
removed       303               303          303              204    303       303
uncertified   303               303          303              204    303       303
supervisor    303               303          303              204    303       303
caseworker2   303               303          303              204    303       303
supervisor2   303               303          303              204    303       303
volunteer     303               303          303              204    303       303
verifier      303               303          303              204    303       303
outreach      303               303          303              204    303       303
opd           303               303          303              204    303       303
leadership    303               303          303              204    303       303
statistician  303               303          303              204    303       303
auditor       303               303          303              204    303       303
it_admin      303               303          303              204    303       303
siaga_a       303               303          303              204    303       303
siaga_b       303               303          303              204    303       303
left          401               401          401              401    401       303
stranger      401               401          401              401    401       303
""")

# What a stranger may open is the same for everybody. A step of the activation without the one
# before it leads back to its beginning.
GET_OPEN = table("""
              ask_sign_in ask_activate ask_passphrase ask_phone activated healthz
intake        200         200          303            303       303       200
assigned      200         200          303            303       303       200
colleague     200         200          303            303       303       200
removed       200         200          303            303       303       200
uncertified   200         200          303            303       303       200
supervisor    200         200          303            303       303       200
caseworker2   200         200          303            303       303       200
supervisor2   200         200          303            303       303       200
volunteer     200         200          303            303       303       200
verifier      200         200          303            303       303       200
outreach      200         200          303            303       303       200
opd           200         200          303            303       303       200
leadership    200         200          303            303       303       200
statistician  200         200          303            303       303       200
auditor       200         200          303            303       303       200
it_admin      200         200          303            303       303       200
siaga_a       200         200          303            303       303       200
siaga_b       200         200          303            303       303       200
left          200         200          303            303       303       200
stranger      200         200          303            303       303       200
""")

POST_OPEN = table("""
              sign_in begin_activation choose_passphrase finish_activation set_language
intake        422     422              303               303               303
assigned      422     422              303               303               303
colleague     422     422              303               303               303
removed       422     422              303               303               303
uncertified   422     422              303               303               303
supervisor    422     422              303               303               303
caseworker2   422     422              303               303               303
supervisor2   422     422              303               303               303
volunteer     422     422              303               303               303
verifier      422     422              303               303               303
outreach      422     422              303               303               303
opd           422     422              303               303               303
leadership    422     422              303               303               303
statistician  422     422              303               303               303
auditor       422     422              303               303               303
it_admin      422     422              303               303               303
siaga_a       422     422              303               303               303
siaga_b       422     422              303               303               303
left          422     422              303               303               303
stranger      422     422              303               303               303
""")

# ---- people

GET_PEOPLE = table("""
              admissions people ask_create_account
intake        403        403    403
assigned      403        403    403
colleague     403        403    403
removed       403        403    403
uncertified   403        403    403
supervisor    200        403    403
caseworker2   403        403    403
supervisor2   200        403    403
volunteer     403        403    403
verifier      403        403    403
outreach      403        403    403
opd           403        403    403
leadership    403        403    403
statistician  403        403    403
auditor       403        403    403
it_admin      403        200    200
siaga_a       403        403    403
siaga_b       403        403    403
left          302        302    302
stranger      302        302    302
""")

POST_PEOPLE = table("""
              create_account
intake        403
assigned      403
colleague     403
removed       403
uncertified   403
supervisor    403
caseworker2   403
supervisor2   403
volunteer     403
verifier      403
outreach      403
opd           403
leadership    403
statistician  403
auditor       403
it_admin      422
siaga_a       403
siaga_b       403
left          401
stranger      401
""")

# Records here are people: Lupa waits to be confirmed, Ratna works, Made works in the second unit,
# Pamit's account was ended, Gilang is the IT admin, Hasan the first unit's supervisor himself.
ASK_ADMIT = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    200  404   404  404   404    404   404
caseworker2   403  403   403  403   403    403   403
supervisor2   404  404   404  404   404    404   404
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      403  403   403  403   403    403   403
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          302  302   302  302   302    302   302
stranger      302  302   302  302   302    302   302
""")

ADMIT = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    422  404   404  404   404    404   404
caseworker2   403  403   403  403   403    403   403
supervisor2   404  404   404  404   404    404   404
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      403  403   403  403   403    403   403
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          401  401   401  401   401    401   401
stranger      401  401   401  401   401    401   401
""")

# New keys are for people who had keys, of one's own unit. Nobody restores themselves.
ASK_RESTORE = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    404  200   404  404   404    200   404
caseworker2   403  403   403  403   403    403   403
supervisor2   404  404   200  404   404    404   404
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      403  403   403  403   403    403   403
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          302  302   302  302   302    302   302
stranger      302  302   302  302   302    302   302
""")

RESTORE = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    404  303   404  404   404    400   404
caseworker2   403  403   403  403   403    403   403
supervisor2   404  404   303  404   404    404   404
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      403  403   403  403   403    403   403
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          401  401   401  401   401    401   401
stranger      401  401   401  401   401    401   401
""")

ASK_REVOKE = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    404  404   404  200   404    404   404
caseworker2   403  403   403  403   403    403   403
supervisor2   404  404   404  404   404    404   404
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      403  403   403  403   403    403   403
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          302  302   302  302   302    302   302
stranger      302  302   302  302   302    302   302
""")

REVOKE = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    404  404   404  303   404    404   404
caseworker2   403  403   403  403   403    403   403
supervisor2   404  404   404  404   404    404   404
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      403  403   403  403   403    403   403
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          401  401   401  401   401    401   401
stranger      401  401   401  401   401    401   401
""")

# Accounts are no secret from the IT admin, who opens nothing with any of them.
ASK_DEACTIVATE = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    403  403   403  403   403    403   403
caseworker2   403  403   403  403   403    403   403
supervisor2   403  403   403  403   403    403   403
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      200  200   200  200   200    200   404
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          302  302   302  302   302    302   302
stranger      302  302   302  302   302    302   302
""")

DEACTIVATE = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    403  403   403  403   403    403   403
caseworker2   403  403   403  403   403    403   403
supervisor2   403  403   403  403   403    403   403
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      303  303   303  303   303    303   404
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          401  401   401  401   401    401   401
stranger      401  401   401  401   401    401   401
""")

# A code for somebody whose keys open records comes from their supervisor alone.
INVITE = table("""
              lupa ratna made pamit gilang hasan missing
intake        403  403   403  403   403    403   403
assigned      403  403   403  403   403    403   403
colleague     403  403   403  403   403    403   403
removed       403  403   403  403   403    403   403
uncertified   403  403   403  403   403    403   403
supervisor    403  403   403  403   403    403   403
caseworker2   403  403   403  403   403    403   403
supervisor2   403  403   403  403   403    403   403
volunteer     403  403   403  403   403    403   403
verifier      403  403   403  403   403    403   403
outreach      403  403   403  403   403    403   403
opd           403  403   403  403   403    403   403
leadership    403  403   403  403   403    403   403
statistician  403  403   403  403   403    403   403
auditor       403  403   403  403   403    403   403
it_admin      303  403   403  403   303    403   404
siaga_a       403  403   403  403   403    403   403
siaga_b       403  403   403  403   403    403   403
left          401  401   401  401   401    401   401
stranger      401  401   401  401   401    401   401
""")

# Records here are login sessions: another one of one's own, and one of Hasan's.
END_LOGIN = table("""
              own hasans missing
intake        303 404    404
assigned      303 404    404
colleague     303 404    404
removed       303 404    404
uncertified   303 404    404
supervisor    303 303    404
caseworker2   303 404    404
supervisor2   303 404    404
volunteer     303 404    404
verifier      303 404    404
outreach      303 404    404
opd           303 404    404
leadership    303 404    404
statistician  303 404    404
auditor       303 404    404
it_admin      303 404    404
siaga_a       303 404    404
siaga_b       303 404    404
left          401 401    401
stranger      401 401    401
""")

# ---- cases

GET_CASES = table("""
              ask_register list_cases tasks
intake        200          200        200
assigned      403          200        200
colleague     403          200        200
removed       403          200        200
uncertified   403          403        403
supervisor    200          200        200
caseworker2   403          200        200
supervisor2   200          200        200
volunteer     403          403        403
verifier      403          403        403
outreach      403          403        403
opd           403          403        403
leadership    403          403        403
statistician  403          403        403
auditor       403          403        403
it_admin      403          403        403
siaga_a       403          403        403
siaga_b       403          403        403
left          302          302        302
stranger      302          302        302
""")

POST_CASES = table("""
              register set_filter clear_filter
intake        422      303        303
assigned      403      303        303
colleague     403      303        303
removed       403      303        303
uncertified   403      403        403
supervisor    422      303        303
caseworker2   403      303        303
supervisor2   422      303        303
volunteer     403      403        403
verifier      403      403        403
outreach      403      403        403
opd           403      403        403
leadership    403      403        403
statistician  403      403        403
auditor       403      403        403
it_admin      403      403        403
siaga_a       403      403        403
siaga_b       403      403        403
left          401      401        401
stranger      401      401        401
""")

# Whoever holds the key of a case reads it.
READ_CASE = table("""
              waiting ratnas lestaris elsewhere missing
intake        200     404    404      404       404
assigned      404     200    404      404       404
colleague     404     404    200      404       404
removed       404     404    404      404       404
uncertified   403     403    403      403       403
supervisor    200     200    200      404       404
caseworker2   404     404    404      200       404
supervisor2   404     404    404      200       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          302     302    302      302       302
stranger      302     302    302      302       302
""")

# ... and writes in it.
WRITE_CASE = table("""
              waiting ratnas lestaris elsewhere missing
intake        422     404    404      404       404
assigned      404     422    404      404       404
colleague     404     404    422      404       404
removed       404     404    404      404       404
uncertified   403     403    403      403       403
supervisor    422     422    422      404       404
caseworker2   404     404    404      422       404
supervisor2   404     404    404      422       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          401     401    401      401       401
stranger      401     401    401      401       401
""")

# Identifying and assigning are for intake and supervision.
ASK_INTAKE = table("""
              waiting ratnas lestaris elsewhere missing
intake        200     404    404      404       404
assigned      403     403    403      403       403
colleague     403     403    403      403       403
removed       403     403    403      403       403
uncertified   403     403    403      403       403
supervisor    200     200    200      404       404
caseworker2   403     403    403      403       403
supervisor2   404     404    404      200       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          302     302    302      302       302
stranger      302     302    302      302       302
""")

DO_INTAKE = table("""
              waiting ratnas lestaris elsewhere missing
intake        422     404    404      404       404
assigned      403     403    403      403       403
colleague     403     403    403      403       403
removed       403     403    403      403       403
uncertified   403     403    403      403       403
supervisor    422     422    422      404       404
caseworker2   403     403    403      403       403
supervisor2   404     404    404      422       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          401     401    401      401       401
stranger      401     401    401      401       401
""")

# Assessing, going on to the next stage and proposing the end are for caseworkers and supervision.
ASK_CASEWORK = table("""
              waiting ratnas lestaris elsewhere missing
intake        403     403    403      403       403
assigned      404     200    404      404       404
colleague     404     404    200      404       404
removed       404     404    404      404       404
uncertified   403     403    403      403       403
supervisor    200     200    200      404       404
caseworker2   404     404    404      200       404
supervisor2   404     404    404      200       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          302     302    302      302       302
stranger      302     302    302      302       302
""")

DO_CASEWORK = table("""
              waiting ratnas lestaris elsewhere missing
intake        403     403    403      403       403
assigned      404     422    404      404       404
colleague     404     404    422      404       404
removed       404     404    404      404       404
uncertified   403     403    403      403       403
supervisor    422     422    422      404       404
caseworker2   404     404    404      422       404
supervisor2   404     404    404      422       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          401     401    401      401       401
stranger      401     401    401      401       401
""")

# None of the cases was assessed, so none goes on.
ADVANCE = table("""
              waiting ratnas lestaris elsewhere missing
intake        403     403    403      403       403
assigned      404     409    404      404       404
colleague     404     404    409      404       404
removed       404     404    404      404       404
uncertified   403     403    403      403       403
supervisor    409     409    409      404       404
caseworker2   404     404    404      409       404
supervisor2   404     404    404      409       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          401     401    401      401       401
stranger      401     401    401      401       401
""")

# Deciding on the end, opening again and taking a case from somebody are the supervisor's.
ASK_SUPERVISE = table("""
              waiting ratnas lestaris elsewhere missing
intake        403     403    403      403       403
assigned      403     403    403      403       403
colleague     403     403    403      403       403
removed       403     403    403      403       403
uncertified   403     403    403      403       403
supervisor    200     200    200      404       404
caseworker2   403     403    403      403       403
supervisor2   404     404    404      200       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          302     302    302      302       302
stranger      302     302    302      302       302
""")

DO_SUPERVISE = table("""
              waiting ratnas lestaris elsewhere missing
intake        403     403    403      403       403
assigned      403     403    403      403       403
colleague     403     403    403      403       403
removed       403     403    403      403       403
uncertified   403     403    403      403       403
supervisor    422     422    422      404       404
caseworker2   403     403    403      403       403
supervisor2   404     404    404      422       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          401     401    401      401       401
stranger      401     401    401      401       401
""")

# No end was proposed.
DECIDE = table("""
              waiting ratnas lestaris elsewhere missing
intake        403     403    403      403       403
assigned      403     403    403      403       403
colleague     403     403    403      403       403
removed       403     403    403      403       403
uncertified   403     403    403      403       403
supervisor    409     409    409      404       404
caseworker2   403     403    403      403       403
supervisor2   404     404    404      409       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          401     401    401      401       401
stranger      401     401    401      401       401
""")

# Nobody has the case that waits; the last caseworker of a case can't be taken from it.
ASK_REMOVE = table("""
              waiting ratnas lestaris elsewhere missing
intake        403     403    403      403       403
assigned      403     403    403      403       403
colleague     403     403    403      403       403
removed       403     403    403      403       403
uncertified   403     403    403      403       403
supervisor    404     200    200      404       404
caseworker2   403     403    403      403       403
supervisor2   404     404    404      200       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          302     302    302      302       302
stranger      302     302    302      302       302
""")

REMOVE = table("""
              waiting ratnas lestaris elsewhere missing
intake        403     403    403      403       403
assigned      403     403    403      403       403
colleague     403     403    403      403       403
removed       403     403    403      403       403
uncertified   403     403    403      403       403
supervisor    404     409    409      404       404
caseworker2   403     403    403      403       403
supervisor2   404     404    404      409       404
volunteer     403     403    403      403       403
verifier      403     403    403      403       403
outreach      403     403    403      403       403
opd           403     403    403      403       403
leadership    403     403    403      403       403
statistician  403     403    403      403       403
auditor       403     403    403      403       403
it_admin      403     403    403      403       403
siaga_a       403     403    403      403       403
siaga_b       403     403    403      403       403
left          401     401    401      401       401
stranger      401     401    401      401       401
""")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an endpoint answers: a table of records, or one column of a table of pages.

    `sent` is what the button of a form without fields says; `changes` tells that whoever may do it
    has done it with that, and changed records.
    """

    table: Table
    column: str = ""
    sent: dict[str, str] = field(default_factory=dict)
    changes: bool = False


def pages(area: str, *tables: Table) -> dict[str, Expected]:
    """The endpoints that are the columns of some tables."""
    return {
        f"{area}.{column}": Expected(one, column) for one in tables for column in one["stranger"]
    }


def asked(table: Table) -> Table:
    """The same for a page that is looked at: whoever is not signed in is sent to sign in."""
    return {
        row: {record: 302 if status == 401 else status for record, status in cells.items()}
        for row, cells in table.items()
    }


def changed(table: Table, **statuses: int) -> Table:
    """The same with other answers: `was_200=404`."""
    return {
        row: {record: statuses.get(f"was_{status}", status) for record, status in cells.items()}
        for row, cells in table.items()
    }


ENDPOINTS: dict[str, Expected] = {
    **pages("accounts", POST_OWN, GET_PEOPLE, POST_PEOPLE),
    **pages("cases", GET_CASES, POST_CASES),
    "accounts.home": Expected(GET_PAGES, "home"),
    "accounts.security": Expected(GET_PAGES, "security"),
    "accounts.ask_change_passphrase": Expected(GET_PAGES, "ask_change_passphrase"),
    "accounts.ask_change_phone": Expected(GET_PAGES, "ask_change_phone"),
    "accounts.ask_send_again": Expected(GET_PAGES, "ask_send_again"),
    "accounts.invitation": Expected(GET_PAGES, "invitation"),
    "regions.show": Expected(GET_PAGES, "regions"),
    "accounts.ask_sign_in": Expected(GET_OPEN, "ask_sign_in"),
    "accounts.ask_activate": Expected(GET_OPEN, "ask_activate"),
    "accounts.ask_passphrase": Expected(GET_OPEN, "ask_passphrase"),
    "accounts.ask_phone": Expected(GET_OPEN, "ask_phone"),
    "accounts.activated": Expected(GET_OPEN, "activated"),
    "web.healthz": Expected(GET_OPEN, "healthz"),
    "accounts.sign_in": Expected(POST_OPEN, "sign_in"),
    "accounts.begin_activation": Expected(POST_OPEN, "begin_activation"),
    "accounts.choose_passphrase": Expected(POST_OPEN, "choose_passphrase"),
    "accounts.finish_activation": Expected(POST_OPEN, "finish_activation"),
    "web.set_language": Expected(POST_OPEN, "set_language"),
    "accounts.ask_admit": Expected(ASK_ADMIT),
    "accounts.admit": Expected(ADMIT),
    "accounts.ask_restore": Expected(ASK_RESTORE),
    "accounts.restore": Expected(RESTORE, changes=True),
    "accounts.ask_revoke": Expected(ASK_REVOKE),
    "accounts.revoke": Expected(REVOKE, changes=True),
    "accounts.ask_deactivate": Expected(ASK_DEACTIVATE),
    "accounts.deactivate": Expected(DEACTIVATE, changes=True),
    "accounts.invite": Expected(INVITE, changes=True),
    "accounts.end_login": Expected(END_LOGIN),
    "cases.show": Expected(READ_CASE),
    "cases.give_file": Expected(READ_CASE),
    "cases.ask_change_report": Expected(READ_CASE),
    "cases.ask_add_service": Expected(READ_CASE),
    "cases.ask_add_file": Expected(READ_CASE),
    "cases.ask_finish_task": Expected(READ_CASE),
    "cases.add_note": Expected(WRITE_CASE),
    "cases.change_report": Expected(WRITE_CASE),
    "cases.add_service": Expected(WRITE_CASE),
    "cases.add_file": Expected(WRITE_CASE),
    "cases.finish_task": Expected(WRITE_CASE),
    "cases.ask_identify": Expected(ASK_INTAKE),
    "cases.identify": Expected(DO_INTAKE),
    "cases.ask_assign": Expected(ASK_INTAKE),
    "cases.assign": Expected(DO_INTAKE),
    "cases.ask_assess": Expected(ASK_CASEWORK),
    "cases.assess": Expected(DO_CASEWORK),
    "cases.advance": Expected(ADVANCE, sent={"target": "planning"}),
    "cases.ask_propose_closure": Expected(ASK_CASEWORK),
    "cases.propose_closure": Expected(DO_CASEWORK),
    "cases.ask_decide_closure": Expected(ASK_SUPERVISE),
    "cases.decide_closure": Expected(DECIDE, sent={"decision": "return"}),
    "cases.ask_reopen": Expected(ASK_SUPERVISE),
    "cases.reopen": Expected(DO_SUPERVISE),
    "cases.ask_remove_worker": Expected(ASK_REMOVE),
    "cases.remove_worker": Expected(REMOVE),
}
