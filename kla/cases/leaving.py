"""Every way by which something about a case leaves: what it waits for, or why it waits for nothing.

A new way that has no row here fails the build. Whoever reads a case on a screen, or works on it
with colleagues who can open it themselves, lets nothing leave.
"""

from dataclasses import dataclass

from kla.cases.types.consents import ConsentPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """One way out.

    `places` are the files that let it happen. `consent` is what every victim's consent, or another
    ground, has to stand for; without one, `because` says why. `named`: somebody is named as the one
    whom it reaches, and whoever is suspected is refused.
    """

    name: str
    places: tuple[str, ...]
    because: str
    consent: ConsentPurpose | None = None
    named: bool = False


WAYS_OUT = (
    WayOut(
        name="referral",
        places=("kla/cases/services/referrals.py", "kla/cases/views/referrals.py"),
        consent=ConsentPurpose.REFERRAL,
        named=True,
        because="A letter with the ticked parts goes to an institution, now and at every reprint.",
    ),
    WayOut(
        name="transfer",
        places=("kla/cases/services/transfers.py",),
        consent=ConsentPurpose.TRANSFER,
        because="The supervisors of another unit can open the case from the offer on.",
    ),
    WayOut(
        name="copy",
        places=("kla/cases/services/copy_pages.py", "kla/cases/views/copies.py"),
        consent=ConsentPurpose.COPY,
        named=True,
        because="The ticked parts go to whoever the register names; police by their own purpose.",
    ),
    WayOut(
        name="simfoni",
        places=("templates/cases/simfoni/print.html",),
        consent=ConsentPurpose.SIMFONI,
        because="What is on the sheet is retyped into the register of the ministry.",
    ),
    WayOut(
        name="reconciliation",
        places=(
            "kla/cases/simfoni/workbook.py",
            "kla/cases/simfoni/exchange.py",
            "kla/cases/views/simfoni_month.py",
        ),
        because="Numbers, days and initials for a supervisor, locked with a passphrase; no name.",
    ),
    WayOut(
        name="conference",
        places=("kla/cases/services/conferences.py", "templates/cases/conferences/show.html"),
        consent=ConsentPurpose.CONFERENCE,
        named=True,
        because="Whoever comes from another institution hears of the case and may get minutes.",
    ),
    WayOut(
        name="leave",
        places=("kla/cases/services/exits.py",),
        named=True,
        because="Only notes where a case went; what is sent along is a letter or a copy.",
    ),
    WayOut(
        name="consent_form",
        places=("templates/cases/consents/form.html",),
        named=True,
        because="Asks for consent, so it can't wait for one; it has initials and who signs.",
    ),
    WayOut(
        name="sheet",
        places=("templates/cases/prints/sheet.html",),
        because="For the office's own paper file, and says so; what is handed out is a copy.",
    ),
    WayOut(
        name="file",
        places=("kla/cases/views/files.py",),
        because="Only to somebody who can open the case; what is passed on is a copy or a letter.",
    ),
    WayOut(
        name="calendar",
        places=("kla/cases/views/clockwork.py", "kla/cases/views/calendar.py"),
        because="Kinds of tasks and numbers of cases, no word about anybody.",
    ),
    WayOut(
        name="mail",
        places=("kla/cases/post.py", "kla/cli/notices.py"),
        because="Says that something waits, and neither what nor about whom.",
    ),
    WayOut(
        name="certificate",
        places=("templates/cases/retention/certificate.html",),
        because="Names those who erased a case and nobody else; nothing of the case is left.",
    ),
    WayOut(
        name="facilities",
        places=("kla/facility_audits/views/list_import.py", "kla/facility_audits/reading.py"),
        because="Rows of a list of places go back; no table of facilities knows a case.",
    ),
    WayOut(
        name="instruments",
        places=(
            "kla/facility_audits/xlsform_export.py",
            "kla/facility_audits/xlsform_import.py",
        ),
        because="Questions for the audits of places; no answer and no case is in them.",
    ),
    WayOut(
        name="poster",
        places=(
            "kla/public_reports/posters/__init__.py",
            "kla/public_reports/views/poster_pages.py",
        ),
        because="Leads to the public's door; it knows no case and no report.",
    ),
    WayOut(
        name="refused_rows",
        places=(
            "kla/cases/register_file/sheets.py",
            "kla/cases/register_file/workbook.py",
            "kla/cases/views/register_import.py",
            "kla/cli/cases.py",
        ),
        because="Rows that became no case go back to whoever sent them a moment before.",
    ),
)
