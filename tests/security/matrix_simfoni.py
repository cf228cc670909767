"""Who gets which answer on the pages about the ministry's register. See `matrix`."""

from tests.security.matrix import ASK_CASEWORK, DO_CASEWORK, Expected, changed
from tests.security.matrix_work import few, sent

PAGES = few(
    "            list month compare",
    caseworkers="200  403   403",
    supervisors="200  200   200",
)
# The page shows a passphrase first, and a list has to be chosen.
SENDS = sent(few("month compare", supervisors="422 422"))

SIMFONI: dict[str, Expected] = {
    "cases.list_simfoni": Expected(PAGES, "list"),
    "cases.show_simfoni_month": Expected(PAGES, "month"),
    "cases.give_simfoni_workbook": Expected(SENDS, "month"),
    "cases.ask_compare_simfoni": Expected(PAGES, "compare"),
    "cases.compare_simfoni": Expected(SENDS, "compare"),
    "cases.show_simfoni": Expected(ASK_CASEWORK),
    "cases.enter_simfoni": Expected(DO_CASEWORK),
    "cases.print_simfoni": Expected(ASK_CASEWORK),
    # None of the cases is entered.
    "cases.ask_undo_simfoni": Expected(changed(ASK_CASEWORK, was_200=409)),
    "cases.undo_simfoni": Expected(DO_CASEWORK),
    "cases.ask_complete_simfoni": Expected(ASK_CASEWORK),
    # Everything may stay empty.
    "cases.complete_simfoni": Expected(changed(DO_CASEWORK, was_422=303), changes=True),
}
