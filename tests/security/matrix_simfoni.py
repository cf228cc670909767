"""Who gets which answer on the pages about the ministry's register. See `matrix`."""

from tests.security.matrix import ASK_CASEWORK, DO_CASEWORK, Expected, changed
from tests.security.matrix_work import few

PAGES = few(
    "            list",
    caseworkers="200",
    supervisors="200",
)

SIMFONI: dict[str, Expected] = {
    "cases.list_simfoni": Expected(PAGES, "list"),
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
