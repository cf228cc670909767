"""What is done to a case and its line in the trail are one: without the line it was not done."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from kla.cases.services import reading
from tests import factories_cases as f
from tests.factories import enter
from tests.security.visitor import Visitor

TYPED = {
    "notes": {"text": "Tidak boleh tertinggal."},
    "services/add": {"kind": "kesehatan", "outcome": "Tidak boleh tertinggal."},
    "assessment": f.LOWEST | {"safety": "Tidak boleh tertinggal."},
}


@pytest.mark.parametrize("end", TYPED)
def test_where_no_line_can_be_written_nothing_is_done(app, session, cast, end):
    case_id = f.assigned(session, cast)
    case, path = f"/cases/{case_id}", f"/cases/{case_id}/{end}"
    ratna = Visitor(enter(app, cast.ratna))
    form = ratna.get(case if end == "notes" else path).form(path)
    session.execute(text("ALTER TABLE trail_head RENAME TO trail_head_gone"))
    session.commit()

    with pytest.raises(DatabaseError):
        ratna.post(path, form.filled(TYPED[end]))

    session.execute(text("ALTER TABLE trail_head_gone RENAME TO trail_head"))
    session.commit()
    page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
    words = [note.text for note in page.notes] + [str(one) for one in page.sections.values()]
    assert not any("Tidak boleh tertinggal" in one for one in words)
