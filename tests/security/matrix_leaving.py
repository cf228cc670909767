"""Who gets which answer where: what leaves a case, and what oversight reads. See `matrix`."""

from tests.security.matrix import ASK_CASEWORK, DO_CASEWORK, READ_CASE, Expected
from tests.security.matrix_work import few

OVERSIGHT = few("list", auditor="200")
REASONS = few("asked opened missing", auditor="200 200 404")

# Each of the cases has one copy in its register.
LEAVING: dict[str, Expected] = {
    "cases.show_copies": Expected(READ_CASE),
    "cases.ask_make_copy": Expected(ASK_CASEWORK),
    "cases.make_copy": Expected(DO_CASEWORK),
    "cases.ask_settle_copy": Expected(ASK_CASEWORK),
    "cases.settle_copy": Expected(DO_CASEWORK),
    "cases.list_siaga_oversight": Expected(OVERSIGHT, "list"),
    "cases.read_siaga_reason": Expected(REASONS),
}
