"""Keys open what they are meant to open, whatever the rows of the database say.

Each test has one of two forms: a person without the right tries, or somebody who can write the
database changes rows to help them. The permission checks in front are passed over on purpose: what
is asked here is whether the keys themselves say no.
"""

import hashlib
import uuid
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, selectinload

from kla.access.policy import Permission, Role
from kla.accounts.models import Account
from kla.accounts.services import directory, keyrings, recovery
from kla.accounts.types import Admit
from kla.cases.models import Case, CaseAttachment, CaseGrant, CaseNote, CaseSection
from kla.cases.services import (
    assessment,
    assignment,
    attachments,
    giving,
    lookup,
    notes,
    reading,
)
from kla.cases.types import AddNote, AssignCase, SectionName, UploadFile
from kla.cli.keys import signer_keys
from kla.core import clock
from kla.core.errors import DomainError, Invalid, NotFound, Unreadable, Untrusted
from kla.crypto import grants, sealing, signing
from kla.crypto.directory import KeyRecord, certify
from kla.crypto.envelope import unseal
from kla.crypto.grants import GrantKind, Terms
from kla.crypto.shred import MemoryHandles
from kla.extensions import db
from kla.trail import services as trail
from kla.trail import verification
from tests import factories
from tests import factories_cases as make
from tests.security.pictures import jpeg
from tests.security.stage import OPENS, Stage, visitor

looking = pytest.mark.usefixtures("looking")
EVERYBODY = [
    *("tini", "ratna", "lestari", "hasan", "sari", "made", "rudi", "lupa", "dimas", "nur"),
    *("wati", "yuni", "arif", "bima", "vina", "oki", "dewi", "gilang"),
]


def case_of(session: Session, case_id: uuid.UUID) -> Case:
    query = select(Case).where(Case.id == case_id).options(selectinload(Case.grants))
    return session.scalars(query.execution_options(populate_existing=True)).one()


def section_of(session: Session, case_id: uuid.UUID, name: SectionName) -> CaseSection:
    query = select(CaseSection).where(CaseSection.case_id == case_id, CaseSection.name == name)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def opens(session: Session, actor, case_id: uuid.UUID) -> bool:
    """Whether somebody's keys, without any question of permission, give words of the case."""
    try:
        key = actor.keys.key_for(case_of(session, case_id).lock)
        core = section_of(session, case_id, SectionName.CORE)
        return bool(unseal(key, core.ct, core.address)["chronology"])
    except Unreadable:
        return False


def read(session: Session, stage: Stage, key: str, case_id: uuid.UUID) -> lookup.OpenCase:
    """What the services do when somebody asks for a case."""
    return lookup.open_case(session, stage.actor(session, key), case_id, Permission.CASE_READ)


def opened_set(session: Session, stage: Stage, key: str) -> set[str]:
    actor = stage.actor(session, key)
    return {name for name, case_id in stage.cases.items() if opens(session, actor, case_id)}


def rows_of(session: Session, table: str, **where) -> list[dict]:
    """Raw rows, as a thief or a restored backup has them."""
    conditions = " AND ".join(f"{name} = :{name}" for name in where) or "1 = 1"
    query = f'SELECT * FROM "{table}" WHERE {conditions}'  # noqa: S608 -- names of this file
    return [dict(row) for row in session.execute(text(query), where).mappings()]


def put_row(session: Session, table: str, row: dict) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(f":{name}" for name in row)
    session.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({marks})'), row)  # noqa: S608
    session.commit()


def grants_to(session: Session, case_id: uuid.UUID, kid: str) -> list[dict]:
    """The raw rows that seal a case to a key."""
    column = CaseGrant.__table__.c.case_id.type.bind_processor(session.get_bind().dialect)
    raw = column(case_id) if column else case_id
    return rows_of(session, "case_grant", case_id=raw, recipient_kid=kid)


class TestWhoOpensWhat:
    @pytest.mark.parametrize("key", EVERYBODY)
    @looking
    def test_exactly_those_cases_that_somebody_was_given(self, session, stage, key):
        assert opened_set(session, stage, key) == OPENS.get(key, set())

    def test_the_list_of_people_is_whole(self, stage):
        assert set(stage.cast.members) == {*EVERYBODY, "pamit"}

    @looking
    def test_somebody_who_left_has_no_keyring_at_all(self, session, stage):
        assert keyrings.standing_of(session, stage.id_of("pamit")) is None

    @looking
    def test_the_keys_of_somebody_who_left_open_nothing(self, session, stage):
        secrets = stage.cast.pamit.unlocked.secrets
        keys = keyrings.keyring_of(stage.cast.office, stage.cast.pamit.unlocked)

        assert secrets.own_kid in keys.kids
        for case_id in stage.cases.values():
            with pytest.raises(Unreadable):
                keys.key_for(case_of(session, case_id).lock)

    @looking
    def test_without_its_handle_a_case_opens_for_nobody(self, session, stage):
        hasan = stage.actor(session, "hasan")
        keys = replace(hasan.keys, handles=MemoryHandles())

        with pytest.raises(Unreadable):
            keys.key_for(case_of(session, stage.ratnas).lock)

    def test_intake_opens_a_case_until_it_is_assigned_and_not_after(self, session, stage):
        tini, hasan = stage.actor(session, "tini"), stage.actor(session, "hasan")
        assert opens(session, tini, stage.waiting)

        command = AssignCase(workers=(stage.id_of("ratna"),))
        assignment.assign_case(session, hasan, stage.waiting, command)
        session.commit()

        assert not opens(session, stage.actor(session, "tini"), stage.waiting)
        assert opens(session, stage.actor(session, "ratna"), stage.waiting)


class TestSiaga:
    def halves(self, session, stage, case_id):
        arif, bima = stage.actor(session, "arif"), stage.actor(session, "bima")
        lock = case_of(session, case_id).lock
        a = arif.keys.share_of(lock, GrantKind.SHARE_A)
        return lock, a, bima.keys.share_of(lock, GrantKind.SHARE_B)

    @looking
    def test_one_officer_alone_opens_nothing(self, session, stage):
        lock, a, b = self.halves(session, stage, stage.ratnas)

        for half in (a, b):
            with pytest.raises(Unreadable):
                lock.check(half)
        for key in ("arif", "bima"):
            with pytest.raises(Unreadable):
                stage.actor(session, key).keys.secret_of(lock)

    @looking
    def test_one_officer_does_not_hold_the_other_half(self, session, stage):
        lock = case_of(session, stage.ratnas).lock

        with pytest.raises(Unreadable):
            stage.actor(session, "arif").keys.share_of(lock, GrantKind.SHARE_B)
        with pytest.raises(Unreadable):
            stage.actor(session, "bima").keys.share_of(lock, GrantKind.SHARE_A)

    @looking
    def test_the_same_half_twice_is_no_secret(self, session, stage):
        _, a, _ = self.halves(session, stage, stage.ratnas)

        with pytest.raises(Unreadable):
            grants.combine(a, a)

    @looking
    def test_halves_of_two_cases_are_no_secret(self, session, stage):
        lock, a, _ = self.halves(session, stage, stage.ratnas)
        _, _, b = self.halves(session, stage, stage.lestaris)

        with pytest.raises(Unreadable):
            lock.check(grants.combine(a, b))

    @looking
    def test_one_officer_of_each_half_opens_the_case_together(self, session, stage):
        lock, a, b = self.halves(session, stage, stage.ratnas)

        secret = lock.check(grants.combine(a, b))

        handle = stage.cast.office.handles.get(lock.ref)
        key = grants.dek(secret, handle, lock.case_id, lock.dek_epoch)
        core = section_of(session, stage.ratnas, SectionName.CORE)
        assert unseal(key, core.ct, core.address)["chronology"]


class TestOldRowsPutBack:
    def removed(self, session, stage):
        """Rudi gets Lestari's case and loses it again; answers the rows as they were before."""
        hasan, rudi = stage.actor(session, "hasan"), stage.id_of("rudi")
        assignment.assign_case(session, hasan, stage.lestaris, AssignCase(workers=(rudi,)))
        session.commit()
        keys = stage.actor(session, "rudi").keys
        case = case_of(session, stage.lestaris)
        before = (case.dek_epoch, case.kcommit, grants_to(session, case.id, keys.own_kid))
        assert opens(session, stage.actor(session, "rudi"), stage.lestaris)
        assignment.remove_worker(session, hasan, stage.lestaris, rudi)
        session.commit()
        return before

    def test_the_old_grant_opens_nothing(self, session, stage):
        _, _, old = self.removed(session, stage)
        for row in old:
            put_row(session, "case_grant", row)

        assert not opens(session, stage.actor(session, "rudi"), stage.lestaris)
        with pytest.raises(NotFound):
            read(session, stage, "rudi", stage.lestaris)

    def test_the_old_grant_renumbered_to_the_present_epoch_opens_nothing(self, session, stage):
        _, _, old = self.removed(session, stage)
        now = case_of(session, stage.lestaris).dek_epoch
        for row in old:
            put_row(session, "case_grant", row | {"dek_epoch": now})

        assert not opens(session, stage.actor(session, "rudi"), stage.lestaris)
        with pytest.raises(Untrusted):
            read(session, stage, "rudi", stage.lestaris)

    def test_the_whole_case_row_put_back_opens_none_of_the_sections(self, session, stage):
        epoch, commitment, old = self.removed(session, stage)
        change = update(Case).where(Case.id == stage.lestaris)
        session.execute(change.values(dek_epoch=epoch, kcommit=commitment))
        for row in old:
            put_row(session, "case_grant", row)

        rudi = stage.actor(session, "rudi")
        key = rudi.keys.key_for(case_of(session, stage.lestaris).lock)
        for row in session.scalars(
            select(CaseSection).where(CaseSection.case_id == stage.lestaris)
        ):
            with pytest.raises(Unreadable):
                unseal(key, row.ct, row.address)

    def test_a_section_rolled_back_differs_from_the_digest_in_the_trail(self, session, stage):
        ratna = stage.actor(session, "ratna")
        name = SectionName.ASSESSMENT
        assessment.assess_case(session, ratna, stage.ratnas, make.assess(safety="Belum aman."))
        session.commit()
        first = section_of(session, stage.ratnas, name)
        old = {"version": first.version, "ct": first.ct, "dek_epoch": first.dek_epoch}
        again = make.assess(safety="Aman.", seen=first.edition)
        assessment.assess_case(session, ratna, stage.ratnas, again)
        session.commit()
        assert self.newest_digest(session, ratna, stage, name) == self.present_digest(
            session, stage, name
        )

        session.execute(update(CaseSection).where(CaseSection.id == first.id).values(**old))
        session.commit()

        page = reading.read_case(session, ratna, stage.ratnas)
        assert page.content(name)["safety"] == "Belum aman."  # it opens: it was genuine once
        assert self.newest_digest(session, ratna, stage, name) != self.present_digest(
            session, stage, name
        )

    def newest_digest(self, session, actor, stage, name):
        page = reading.read_case(session, actor, stage.ratnas)
        lines = trail.lines_about(session, page.history)
        return next(
            line.details["digest"]
            for line in lines
            if line.action == "case.section_written" and line.details["section"] == name
        )

    def present_digest(self, session, stage, name):
        return hashlib.sha256(section_of(session, stage.ratnas, name).ct).hexdigest()


class TestForgedGrant:
    """Lestari, certified and in the same unit, helps herself to Ratna's case with a DBA's pen."""

    def forge(self, session, stage, secret, *, signed=True):
        lestari = stage.actor(session, "lestari")
        case = case_of(session, stage.ratnas)
        terms = Terms(
            instance=lestari.keys.instance,
            case_id=case.id,
            dek_epoch=case.dek_epoch,
            kind=GrantKind.USER,
        )
        public = sealing.public_of(lestari.keys.private[lestari.keys.own_kid])
        forged = grants.grant_secret(secret, public, terms, lestari.keys.signer)
        granter = stage.actor(session, "lestari" if signed else "hasan").keys.signer.kid
        row = CaseGrant(
            case_id=case.id,
            dek_epoch=case.dek_epoch,
            kind=GrantKind.USER,
            recipient_kid=forged.recipient_kid,
            recipient_epoch=0,
            sealed=forged.sealed,
            granter_kid=granter,
            sig=forged.sig,
        )
        session.add(row)
        session.commit()

    def test_another_secret_does_not_fit_the_commitment(self, session, stage):
        self.forge(session, stage, grants.new_secret())

        assert not opens(session, stage.actor(session, "lestari"), stage.ratnas)
        with pytest.raises(Unreadable):
            read(session, stage, "lestari", stage.ratnas)

    def test_a_grant_in_the_name_of_the_supervisor_is_no_word_of_his(self, session, stage):
        self.forge(session, stage, grants.new_secret(), signed=False)

        with pytest.raises(Untrusted):
            read(session, stage, "lestari", stage.ratnas)

    def test_with_the_commitment_changed_too_the_sections_stay_shut(self, session, stage):
        secret = grants.new_secret()
        self.forge(session, stage, secret)
        case = case_of(session, stage.ratnas)
        case.kcommit = grants.commit(case.id, case.dek_epoch, secret)
        session.commit()

        assert not opens(session, stage.actor(session, "lestari"), stage.ratnas)
        with pytest.raises(Unreadable):
            read(session, stage, "lestari", stage.ratnas)

    def test_then_nobody_writes_under_the_forged_secret_either(self, session, stage):
        self.test_with_the_commitment_changed_too_the_sections_stay_shut(session, stage)
        before = rows_of(session, "case_note")

        ratna = stage.actor(session, "ratna")
        with pytest.raises(DomainError):
            notes.add_note(session, ratna, stage.ratnas, AddNote(text="Catatan."))
        session.rollback()

        assert rows_of(session, "case_note") == before

    def test_a_grant_moved_from_her_own_case_opens_nothing(self, session, stage):
        lestari = stage.actor(session, "lestari")
        other = case_of(session, stage.ratnas)
        for row in grants_to(session, stage.lestaris, lestari.keys.own_kid):
            like = grants_to(session, stage.ratnas, stage.actor(session, "ratna").keys.own_kid)[0]
            moved = row | {"id": like["id"], "case_id": like["case_id"]}
            session.execute(text("DELETE FROM case_grant WHERE id = :id"), {"id": like["id"]})
            put_row(session, "case_grant", moved | {"dek_epoch": other.dek_epoch})

        assert not opens(session, stage.actor(session, "lestari"), stage.ratnas)


class TestExpiredGrant:
    def lend(self, session, stage, hours: int):
        """Hasan seals Ratna's case to Lestari for some hours."""
        hasan = stage.actor(session, "hasan")
        case = case_of(session, stage.ratnas)
        record = directory.person_key(session, hasan, stage.id_of("lestari"))
        terms = Terms(
            instance=hasan.keys.instance,
            case_id=case.id,
            dek_epoch=case.dek_epoch,
            kind=GrantKind.USER,
            expires=clock.now() + timedelta(hours=hours),
        )
        secret = hasan.keys.secret_of(case.lock)
        given = grants.grant_secret(secret, record.xpk, terms, hasan.keys.signer)
        row = CaseGrant(
            case_id=case.id,
            dek_epoch=case.dek_epoch,
            kind=given.kind,
            recipient_kid=given.recipient_kid,
            recipient_epoch=0,
            sealed=given.sealed,
            granter_kid=given.granter_kid,
            sig=given.sig,
            expires=given.expires,
        )
        session.add(row)
        session.commit()
        return row

    def test_opens_until_its_end_and_not_after(self, session, stage):
        self.lend(session, stage, 2)
        lestari = stage.actor(session, "lestari")
        assert lookup.open_case(session, lestari, stage.ratnas, Permission.CASE_READ)

        with time_machine.travel(clock.now() + timedelta(hours=3), tick=False):
            assert not opens(session, lestari, stage.ratnas)
            with pytest.raises(NotFound):
                lookup.open_case(session, lestari, stage.ratnas, Permission.CASE_READ)

    @pytest.mark.parametrize("until", [None, timedelta(days=30)])
    def test_an_end_that_was_moved_in_the_database_breaks_the_signature(
        self, session, stage, until
    ):
        row = self.lend(session, stage, 2)
        row.expires = clock.now() + until if until else None
        session.commit()

        with pytest.raises(Untrusted):
            read(session, stage, "lestari", stage.ratnas)


class TestMovedCiphertext:
    def swap(self, session, left, right, name: str = "ct"):
        a, b = getattr(left, name), getattr(right, name)
        for row, blob in ((left, b), (right, a)):
            session.execute(update(type(row)).where(type(row).id == row.id).values({name: blob}))
        session.commit()

    def test_between_two_cases(self, session, stage):
        ours = section_of(session, stage.ratnas, SectionName.CORE)
        theirs = section_of(session, stage.lestaris, SectionName.CORE)
        self.swap(session, ours, theirs)

        for case_id in (stage.ratnas, stage.lestaris):
            with pytest.raises(Unreadable):
                read(session, stage, "hasan", case_id)

    def test_a_whole_row_hung_under_another_case(self, session, stage):
        ours = section_of(session, stage.ratnas, SectionName.PERSONS)
        theirs = section_of(session, stage.lestaris, SectionName.PERSONS)
        session.execute(text("DELETE FROM case_section WHERE id = :id"), {"id": raw_id(ours)})
        change = update(CaseSection).where(CaseSection.id == theirs.id)
        session.execute(change.values(case_id=stage.ratnas))
        session.commit()

        with pytest.raises(Unreadable):
            reading.read_case(session, stage.actor(session, "hasan"), stage.ratnas)

    def test_between_two_sections_of_one_case(self, session, stage):
        core = section_of(session, stage.ratnas, SectionName.CORE)
        persons = section_of(session, stage.ratnas, SectionName.PERSONS)
        self.swap(session, core, persons)

        with pytest.raises(Unreadable):
            reading.read_case(session, stage.actor(session, "ratna"), stage.ratnas)

    def test_between_two_notes_of_one_case(self, session, stage):
        ratna = stage.actor(session, "ratna")
        ids = [
            notes.add_note(session, ratna, stage.ratnas, AddNote(text=words))
            for words in ("Pertama.", "Kedua.")
        ]
        session.commit()
        first, second = (session.get(CaseNote, one) for one in ids)
        self.swap(session, first, second)

        with pytest.raises(Unreadable):
            reading.read_case(session, ratna, stage.ratnas)

    def test_between_two_files_of_one_case(self, session, stage, instance):
        ratna, folder = stage.actor(session, "ratna"), instance / "files"
        ids = [
            attachments.add_file(session, ratna, stage.ratnas, folder, upload(marker))
            for marker in ("satu", "dua")
        ]
        session.commit()
        first, second = (folder / session.get(CaseAttachment, one).stored_as for one in ids)
        first.rename(folder / "aside")
        second.rename(first)
        (folder / "aside").rename(second)

        for one in ids:
            with pytest.raises(Unreadable):
                giving.give_file(session, ratna, stage.ratnas, one, folder)

    def test_a_section_given_another_version_number(self, session, stage):
        core = section_of(session, stage.ratnas, SectionName.CORE)
        change = update(CaseSection).where(CaseSection.id == core.id)
        session.execute(change.values(version=core.version + 7))
        session.commit()

        with pytest.raises(Unreadable):
            read(session, stage, "ratna", stage.ratnas)


def raw_id(row):
    """The id of a row as the database writes it."""
    process = type(row).__table__.c.id.type.bind_processor(db.engine.dialect)
    return process(row.id) if process else row.id


def upload(marker: str) -> UploadFile:
    return UploadFile(stream=BytesIO(jpeg(marker)), name=f"{marker}.jpg", max_bytes=1_000_000)


class TestSwappedKeys:
    """Whoever writes the database puts a key of their own in the place of somebody else's."""

    def key_row(self, session, stage, key):
        kid = stage.cast.members[key].unlocked.secrets.kid
        return kid, rows_of(session, "principal_key", kid=kid)[0]

    def assign(self, session, stage, key="ratna"):
        hasan = stage.actor(session, "hasan")
        command = AssignCase(workers=(stage.id_of(key),))
        assignment.assign_case(session, hasan, stage.waiting, command)

    @pytest.mark.parametrize("column", ["xpk", "epk"])
    def test_nothing_is_sealed_to_a_swapped_public_key(self, session, stage, column):
        kid, _ = self.key_row(session, stage, "ratna")
        ours = sealing.generate_pair().public
        change = f"UPDATE principal_key SET {column} = :pk WHERE kid = :kid"  # noqa: S608
        session.execute(text(change), {"pk": ours, "kid": kid})
        session.commit()
        before = rows_of(session, "case_grant")

        with pytest.raises(Untrusted):
            self.assign(session, stage)
        session.rollback()

        assert rows_of(session, "case_grant") == before

    def test_nor_to_a_new_row_that_names_itself_rightly(self, session, stage):
        """The thief's pair under its true name, certified by a caseworker who joined in."""
        _, row = self.key_row(session, stage, "ratna")
        lestari = stage.actor(session, "lestari")
        ours, signer = sealing.generate_pair(), signing.generate_signing_pair()
        bare = KeyRecord(
            kid="",
            user=stage.id_of("ratna"),
            role=row["role"],
            siaga="-",
            unit=row["unit"],
            xpk=ours.public,
            epk=signer.public,
            mlkem_pk=row["mlkem_pk"],
            not_before=row["not_before"] + 1,
        )
        keys = lestari.keys
        made = certify(keys.signer.private, keys.signer.kid, keys.instance, bare)
        directory.add_person(session, made)
        change = update(Account).where(Account.id == stage.id_of("ratna"))
        session.execute(change.values(current_kid=made.kid))
        session.commit()

        with pytest.raises(Untrusted):
            self.assign(session, stage)

    def test_nor_to_somebody_elses_genuine_key(self, session, stage):
        other = stage.cast.lestari.unlocked.secrets.kid
        change = update(Account).where(Account.id == stage.id_of("ratna"))
        session.execute(change.values(current_kid=other))
        session.commit()

        with pytest.raises(Untrusted):
            self.assign(session, stage)

    @pytest.mark.parametrize("circle", ["intake", "supervision", "siaga_a", "siaga_b", "match"])
    def test_no_case_is_registered_under_a_swapped_circle_key(self, session, stage, circle):
        name = f"{circle}:{stage.cast.units[0]}" if circle in {"supervision", "match"} else circle
        ours = sealing.generate_pair()
        change = "UPDATE circle_key SET pk = :pk, kid = :kid WHERE circle = :name"
        values = {"pk": ours.public, "kid": sealing.recipient_id(ours.public), "name": name}
        session.execute(text(change), values)
        session.commit()
        before = rows_of(session, "case_grant")

        with pytest.raises(Untrusted):
            make.registered(session, stage.cast, by="tini")
        session.rollback()

        assert rows_of(session, "case_grant") == before

    @looking
    def test_whoever_is_not_confirmed_gets_no_case(self, session, stage):
        with pytest.raises(Untrusted):
            self.assign(session, stage, "lupa")

    @pytest.mark.parametrize("key", ["made", "tini", "nur", "yuni", "sari"])
    @looking
    def test_nor_does_whoever_is_no_caseworker_of_the_unit(self, session, stage, key):
        with pytest.raises(Invalid):
            self.assign(session, stage, key)

    @pytest.mark.parametrize("key", ["dimas", "wati", "vina", "oki", "dewi", "gilang"])
    @looking
    def test_nor_does_whoever_has_no_certificate(self, session, stage, key):
        with pytest.raises(Untrusted):
            self.assign(session, stage, key)


class TestEditedRole:
    CASE_PERMISSIONS = tuple(p for p in Permission if p.startswith(("cases:", "trail:")))

    def edit(self, session, stage, key, role):
        change = update(Account).where(Account.id == stage.id_of(key))
        session.execute(change.values(role=role, unit_id=stage.cast.units[0]))
        session.commit()

    @pytest.mark.parametrize("key", ["dimas", "wati", "oki", "dewi", "vina", "gilang", "lupa"])
    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INTAKE, Role.AUDITOR])
    def test_gives_nobody_without_a_certificate_a_permission(self, session, stage, key, role):
        self.edit(session, stage, key, role)

        actor = stage.actor(session, key)

        assert [p for p in self.CASE_PERMISSIONS if actor.may(p)] == []
        assert not actor.may(Permission.ACCOUNT_ADMIT)
        assert opened_set(session, stage, key) == set()

    def test_leaves_a_caseworker_what_the_certificate_says(self, session, stage):
        self.edit(session, stage, "lestari", Role.SUPERVISOR)

        lestari = stage.actor(session, "lestari")

        assert lestari.role is Role.CASEWORKER
        assert not lestari.may(Permission.CASE_ASSIGN)
        assert opened_set(session, stage, "lestari") == OPENS["lestari"]

    def test_a_role_edited_in_the_certificates_row_makes_it_worthless(self, session, stage):
        kid = stage.cast.lestari.unlocked.secrets.kid
        change = "UPDATE principal_key SET role = 'supervisor' WHERE kid = :kid"
        session.execute(text(change), {"kid": kid})
        session.commit()
        member = stage.cast.lestari
        fresh = replace(member.unlocked, certificate=None)
        person = keyrings.standing_of(session, member.account_id)

        unlocked = keyrings.refresh(session, stage.cast.office, person, fresh)
        actor = keyrings.actor_of(stage.cast.office, person, unlocked)

        assert not actor.certified
        assert not actor.may(Permission.CASE_READ)

    def test_a_supervisor_of_another_unit_written_into_ours_opens_nothing_more(
        self, session, stage
    ):
        self.edit(session, stage, "sari", Role.SUPERVISOR)

        assert stage.actor(session, "sari").unit_id == stage.cast.units[1]
        assert opened_set(session, stage, "sari") == OPENS["sari"]

    def test_a_forged_place_in_a_circle_opens_nothing(self, session, stage):
        """Lestari's name under a seal that was made for Hasan."""
        hasan = stage.cast.hasan.unlocked.secrets.own_kid
        lestari = stage.cast.lestari.unlocked.secrets.own_kid
        change = "UPDATE circle_member SET recipient_kid = :to WHERE recipient_kid = :of"
        session.execute(text(change), {"to": lestari, "of": hasan})
        session.commit()

        assert opened_set(session, stage, "lestari") == OPENS["lestari"]


class TestReset:
    """Ratna lost her passphrase: new keys, confirmed, and only then her cases again."""

    def reset(self, session, stage):
        cast = stage.cast
        invited = recovery.restore(session, cast.actor(session, "hasan"), stage.id_of("ratna"))
        passphrase = factories.passwords.generate_passphrase()
        secret = factories.tokens.new_totp_secret()
        made = factories.activate(session, cast.office, invited, passphrase, secret)
        session.commit()
        return made, (passphrase, secret)

    def come_in(self, session, stage, passphrase, secret):
        office = stage.cast.office
        session.execute(update(Account).values(totp_last_step=0))
        return factories.come_in(session, office, "ratna", passphrase, secret).actor

    def test_opens_nothing_before_the_regrant_and_all_after(self, session, stage):
        made, typed = self.reset(session, stage)
        waiting = self.come_in(session, stage, *typed)
        assert not waiting.certified
        assert not opens(session, waiting, stage.ratnas)

        hasan = stage.actor(session, "hasan")
        factories.admission.admit(session, hasan, stage.id_of("ratna"), Admit(words=made.words))
        session.commit()
        confirmed = self.come_in(session, stage, *typed)
        assert confirmed.certified
        assert not opens(session, confirmed, stage.ratnas)

        hasan = stage.actor(session, "hasan")
        assert assignment.give_back(session, hasan, stage.id_of("ratna")) > 0
        session.commit()
        assert opens(session, self.come_in(session, stage, *typed), stage.ratnas)

    def test_the_lost_keys_are_no_certificate_any_more_and_open_nothing(self, session, stage):
        lost = stage.cast.ratna.unlocked
        made, _ = self.reset(session, stage)
        hasan = stage.actor(session, "hasan")
        factories.admission.admit(session, hasan, stage.id_of("ratna"), Admit(words=made.words))
        assert assignment.give_back(session, hasan, stage.id_of("ratna")) > 0
        session.commit()

        finder = keyrings.keyring_of(stage.cast.office, lost)
        with pytest.raises(Unreadable):
            finder.key_for(case_of(session, stage.ratnas).lock)
        with pytest.raises(Untrusted):
            directory.load(session, stage.cast.office).person(lost.secrets.kid)


class TestTrailOfEverybody:
    def test_verifies_although_most_people_have_no_certificate(self, app, session, stage):
        """Every role looks at a page and is refused another; all of it is in the trail."""
        for key in EVERYBODY:
            somebody = visitor(app, stage, key)
            assert somebody.get("/security").status == 200
            somebody.get(f"/cases/{stage.elsewhere}")
        settings = app.extensions["settings"]

        report = verification.verify(
            session,
            instance=settings.instance_id,
            key_of=signer_keys(session, settings),
            anchors=settings.instance_path / "no-anchors",
        )

        assert report.broken is None
        assert report.signatures > len(EVERYBODY)
