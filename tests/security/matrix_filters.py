"""Who gets which answer on the pages of kept filters: everybody their own. See `matrix`."""

from tests.security.matrix import Expected, changed
from tests.security.matrix_work import few, sent

PAGES = few(
    "            list",
    intake="     200",
    caseworkers="200",
    supervisors="200",
)
# Hasan keeps one, and so does Ratna.
OWN = few(
    "            hasans ratnas missing",
    intake="     404 404 404",
    caseworkers="404 404 404",
    assigned="   404 200 404",
    supervisor=" 200 404 404",
    supervisor2="404 404 404",
)

FILTERS: dict[str, Expected] = {
    "cases.list_saved_filters": Expected(PAGES, "list"),
    "cases.save_filter": Expected(sent(changed(PAGES, was_200=422)), "list"),
    "cases.clear_lost_filters": Expected(sent(changed(PAGES, was_200=303)), "list"),
    "cases.use_saved_filter": Expected(sent(changed(OWN, was_200=303)), changes=True),
    "cases.ask_change_filter": Expected(OWN),
    "cases.change_filter": Expected(sent(changed(OWN, was_200=422))),
    "cases.ask_delete_filter": Expected(OWN),
    "cases.delete_filter": Expected(sent(changed(OWN, was_200=303)), changes=True),
}
