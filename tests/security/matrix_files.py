"""Who gets which answer where, for the files of a case. See `matrix` and `matrix_work`.

An upload is seen by whoever began it and by nobody else: the supervisor's in the case that waits,
and each caseworker's in their own.
"""

from tests.security.matrix import READ_CASE, WRITE_CASE, Expected, changed
from tests.security.matrix_work import READ_IN_EMERGENCY, few, sent

OWN_UPLOAD = few(
    "            waiting ratnas lestaris elsewhere missing",
    intake="     404 404 404 404 404",
    caseworkers="404 404 404 404 404",
    assigned="   404 200 404 404 404",
    colleague="  404 404 200 404 404",
    caseworker2="404 404 404 200 404",
    supervisor=" 200 404 404 404 404",
    supervisor2="404 404 404 404 404",
)

FILES: dict[str, Expected] = {
    "cases.view_file": Expected(READ_CASE),
    "cases.thumb_file": Expected(READ_CASE),
    "cases.play_file": Expected(READ_CASE),
    "cases.give_siaga_file": Expected(READ_IN_EMERGENCY),
    # Asked in a wrong way on purpose: whoever may goes no further than that.
    "cases.tell_uploads": Expected(changed(WRITE_CASE, was_422=204)),
    "cases.begin_upload": Expected(changed(WRITE_CASE, was_422=412)),
    "cases.look_upload": Expected(OWN_UPLOAD),
    "cases.send_piece": Expected(sent(changed(OWN_UPLOAD, was_200=415))),
    "cases.drop_upload": Expected(sent(changed(OWN_UPLOAD, was_200=204)), changes=True),
}
