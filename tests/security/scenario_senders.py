"""What another office's program sends, and what is typed in at the telephone, in markers.

See `scenario`.
"""

from kla.extensions import db
from tests import factories_senders
from tests.security.installation import Installation
from tests.security.visitor import Visitor

WORDS = {
    "story of a program": "tanggaqberdarah",
    "refused story of a program": "isiqditolak",
    "victim of a program": "Bayuqsaputra",
    "contact of a program": "0813qq778899",
    "sender's own number": "BSWqnomor2026",
    "story on the telephone": "teleponqgemetar",
    "victim on the telephone": "Citraqlestari",
}


def send(at: Installation, stranger: Visitor) -> None:
    """A report of a program, a repeat, other words under the same number, and one refused."""
    with at.app.app_context():
        sender = factories_senders.known(db.session(), at.cast)
    said = factories_senders.report(
        id=WORDS["sender's own number"],
        story=WORDS["story of a program"],
        victim=WORDS["victim of a program"],
        contact=WORDS["contact of a program"],
    )
    refused = said | {"story": WORDS["refused story of a program"]}
    sent = ((said, 201), (said, 200), (refused, 409), (refused | {"age": 999}, 422))
    for body, status in sent:
        assert sender.send(stranger.client, body).status_code == status


def type_in(desk: Visitor) -> None:
    """A call, typed in while it lasts."""
    typed = {
        "channel": "112",
        "story": WORDS["story on the telephone"],
        "victim": WORDS["victim on the telephone"],
        "go": "again",
    }
    assert desk.fill("/reports/new", typed).status == 201
