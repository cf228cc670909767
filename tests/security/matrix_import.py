"""Who gets which answer where, for taking an old register in. See `matrix`.

It goes into the importer's own unit, so there is no record to reach: the role decides alone.
"""

from tests.security.matrix import Expected
from tests.security.matrix_work import few, sent

# Nothing was sent yet: there is nothing to hand back, and nothing to go on with.
LOOKED_AT = few("page template refused", supervisors="200 200 404")
SENT = sent(few("file run drop", supervisors="422 303 303"))

IMPORTS: dict[str, Expected] = {
    "cases.show_import": Expected(LOOKED_AT, "page"),
    "cases.give_template": Expected(LOOKED_AT, "template"),
    "cases.give_refused": Expected(LOOKED_AT, "refused"),
    "cases.send_register": Expected(SENT, "file"),
    "cases.run_import": Expected(SENT, "run"),
    "cases.drop_import": Expected(SENT, "drop"),
}
