"""The forms that add something to a case: a note, a service, a file, the words to a task."""

import uuid
from typing import BinaryIO, cast

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired

from kla.cases.forms.fields import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MomentField,
    local,
    not_ahead,
    text,
    typed,
)
from kla.cases.types import AddNote, FinishTask, UploadFile
from kla.core import clock
from kla.web.forms import Form


class EntryForm(Form):
    """Carries an id of its own: sent twice, it is one entry."""

    entry = HiddenField()

    def begin(self) -> None:
        """A new entry."""
        self.entry.data = str(uuid.uuid4())

    def entry_id(self) -> uuid.UUID:
        """The id that the form brought, or a new one where something else stands there."""
        try:
            return uuid.UUID(self.entry.data or "")
        except ValueError:
            return uuid.uuid4()


class NoteForm(EntryForm):
    """A note."""

    text = TextAreaField(_("Catatan baru"), validators=text(LONGEST_TEXT, _("Tulis catatannya.")))

    def to_command(self) -> AddNote:
        """What was typed."""
        return AddNote(text=typed(self.text), note_id=self.entry_id())


class FileForm(EntryForm):
    """A file."""

    file = FileField(_("Berkas"), validators=[FileRequired(_("Pilih berkas."))])
    label = StringField(
        _("Keterangan"),
        description=_("Misalnya: hasil visum, foto luka lengan kiri."),
        validators=text(LONGEST_NAME),
    )

    def to_command(self, max_bytes: int) -> UploadFile:
        """What was sent."""
        return UploadFile(
            stream=cast(BinaryIO, self.file.data.stream),
            name=self.file.data.filename or "",
            max_bytes=max_bytes,
            label=typed(self.label),
            file_id=self.entry_id(),
        )


class FinishTaskForm(Form):
    """What was done, and when."""

    done_at = MomentField(
        _("Dilakukan pada"), validators=[InputRequired(_("Isi waktunya.")), not_ahead]
    )
    text = TextAreaField(
        _("Yang dilakukan"), validators=text(LONGEST_TEXT, _("Tulis apa yang dilakukan."))
    )

    def begin(self) -> None:
        """Done just now, unless they say otherwise."""
        self.done_at.data = local(clock.now())

    def to_command(self) -> FinishTask:
        """What was typed."""
        moment = self.done_at.moment
        assert moment is not None  # noqa: S101 -- validate() has run
        return FinishTask(done_at=min(moment, clock.now()), text=typed(self.text))
