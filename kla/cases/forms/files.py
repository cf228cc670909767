"""The words for kinds of files."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.cases.file_kinds import KINDS, Group, ending_of, group_of

GROUPS: dict[Group, LazyString] = {
    Group.PICTURE: _("Foto atau gambar"),
    Group.AUDIO: _("Rekaman suara"),
    Group.VIDEO: _("Video"),
    Group.DOCUMENT: _("Dokumen"),
}
# What a browser offers first when it asks for a file.
ACCEPT = ",".join(
    ("image/*", "audio/*", "video/*", *(f".{kind.ending}" for kind in KINDS.values()))
)


def words_of(kind: str) -> str:
    """A kind of file in words: "Rekaman suara (MP3)"."""
    return f"{GROUPS[group_of(kind)]} ({ending_of(kind).upper()})"
