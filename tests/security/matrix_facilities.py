"""Who gets which answer about facilities. See `matrix`.

A volunteer sees those of their kelurahan: `near` is in Manggar, which is Dimas', `far` is not.
"""

from tests.security.matrix import Expected
from tests.security.matrix_work import few, sent

CITY = dict.fromkeys(("outreach", "opd", "leadership"), "200 200 404")
FACILITIES = few("near far missing", verifier="200 200 404", volunteer="200 404 404", **CITY)
MANAGED = few("near far missing", verifier="200 200 404")
MANAGED_SENT = sent(few("near far missing", verifier="422 422 404"))
LISTS = few("list", verifier="200", volunteer="200", outreach="200", opd="200", leadership="200")
PAGES = few("page refused", verifier="200 404")
SENT = sent(few("form run", verifier="422 303"))
AREAS = few("dimas missing", verifier="200 404")
AREAS_SENT = sent(few("dimas missing", verifier="303 404"))

PLACES: dict[str, Expected] = {
    "facilities.list_facilities": Expected(LISTS, "list"),
    "facilities.show": Expected(FACILITIES),
    "facilities.ask_add": Expected(PAGES, "page"),
    "facilities.add": Expected(SENT, "form"),
    "facilities.ask_change": Expected(MANAGED),
    "facilities.change": Expected(MANAGED_SENT),
    "facilities.ask_import": Expected(PAGES, "page"),
    "facilities.look": Expected(SENT, "form"),
    "facilities.run": Expected(SENT, "run"),
    "facilities.give_refused": Expected(PAGES, "refused"),
    "facilities.list_volunteers": Expected(PAGES, "page"),
    "facilities.ask_assign": Expected(AREAS),
    "facilities.assign": Expected(AREAS_SENT, changes=True),
}
