"""The files of a report, for the desk: saved, shown as they were drawn, or played."""

import uuid
from pathlib import Path

from flask import Response, current_app

from kla.access.policy import Permission
from kla.cases.pictures import SHOWN_AS, THUMBNAIL, VIEW
from kla.extensions import db
from kla.public_reports.services import desk as reports
from kla.public_reports.views import desk
from kla.web import streams
from kla.web.guard import current_actor, requires


@desk.get("/reports/<uuid:report_id>/files/<uuid:file_id>")
@requires(Permission.REPORT_TRIAGE)
def give_file(report_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    given = reports.give_file(db.session(), current_actor(), (report_id, file_id), _folder())
    return streams.saved(given.pieces, given.info.kind, given.info.size, given.neutral_name)


@desk.get("/reports/<uuid:report_id>/files/<uuid:file_id>/view")
@requires(Permission.REPORT_TRIAGE)
def view_file(report_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    return _drawn(report_id, file_id, VIEW)


@desk.get("/reports/<uuid:report_id>/files/<uuid:file_id>/thumbnail")
@requires(Permission.REPORT_TRIAGE)
def thumb_file(report_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    return _drawn(report_id, file_id, THUMBNAIL)


@desk.get("/reports/<uuid:report_id>/files/<uuid:file_id>/play")
@requires(Permission.REPORT_TRIAGE)
def play_file(report_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """Sound and film, from any place."""
    place, wanted = (report_id, file_id), streams.asked_range() or (0, None)
    try:
        given = reports.give_file(db.session(), current_actor(), place, _folder(), wanted)
    except ValueError as error:
        return streams.no_such_range(error.args[0])
    stretch = (given.begin, given.end, given.info.size)
    return streams.played(given.pieces, given.info.kind, stretch)


def _drawn(report_id: uuid.UUID, file_id: uuid.UUID, what: str) -> Response:
    place = (report_id, file_id)
    content = reports.give_drawn(db.session(), current_actor(), place, _folder(), what)
    return streams.shown(content, SHOWN_AS)


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].files_path
    return folder
