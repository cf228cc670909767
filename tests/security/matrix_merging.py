"""Who gets which answer where: like cases, and two made one. See `matrix`.

`merged` is a case of Ratna's into which `part`, one of Lestari's, was merged: both hold both. The
other case of an address is one of the same unit; beside `elsewhere` stands one of another unit.
"""

from tests.security.matrix import (
    ASK_SUPERVISE,
    DO_SUPERVISE,
    READ_CASE,
    WRITE_CASE,
    Expected,
    changed,
)
from tests.security.matrix_work import few, sent

LISTS = few("duplicates", supervisors="200")
MERGE = few(
    "            waiting ratnas lestaris elsewhere part missing",
    supervisor=" 200     200    200      404       409  404",
    supervisor2="404     404    404      404       404  404",
)
UNMERGE = few(
    "            merged part ratnas missing",
    supervisor=" 200    404  404    404",
    supervisor2="404    404  404    404",
)

MERGING: dict[str, Expected] = {
    "cases.list_duplicates": Expected(LISTS, "duplicates"),
    "cases.show_duplicates": Expected(READ_CASE),
    # Who says nothing about any of them has said all there is to say.
    "cases.decide_duplicates": Expected(changed(WRITE_CASE, was_422=303)),
    "cases.ask_other": Expected(ASK_SUPERVISE),
    "cases.choose_other": Expected(DO_SUPERVISE),
    "cases.ask_merge": Expected(MERGE),
    "cases.merge": Expected(sent(changed(MERGE, was_200=422))),
    "cases.ask_unmerge": Expected(UNMERGE),
    "cases.unmerge": Expected(sent(changed(UNMERGE, was_200=422))),
}
