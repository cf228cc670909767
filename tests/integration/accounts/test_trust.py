"""What somebody gains who can write the database: nothing."""

import uuid

import pytest
from sqlalchemy import delete, select, text, update

from kla.access.policy import Permission, Role
from kla.accounts.models import (
    Account,
    CircleKey,
    CircleMember,
    Frozen,
    KeyRequest,
    PrincipalKey,
    PrincipalRevocation,
    Unit,
    VoucherRow,
)
from kla.accounts.services import admission, circles, directory, founding, people
from kla.accounts.types import Admit, Invitation, NewAccount
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound, Untrusted
from kla.crypto import recovery, sealing, signing
from kla.crypto.circles import CircleEpoch, admit, open_from_recovery
from kla.crypto.directory import (
    CircleKeyRecord,
    KeyRecord,
    certify,
    certify_circle,
    principal_kid,
    voucher_pair,
)
from kla.crypto.grants import Signer
from tests.conftest import SEED
from tests.factories import Person, activate, come_in, invite

PASSPHRASE = "mucala-dabaho-koribu-punadu"


def own_record(cast, user: uuid.UUID, issuer: signing.SigningPair, issuer_kid: str) -> KeyRecord:
    """A certificate that somebody made without a supervisor."""
    pair, signer = sealing.generate_pair(), signing.generate_signing_pair()
    bare = KeyRecord(
        kid=principal_kid(pair.public, signer.public),
        user=user,
        role=Role.SUPERVISOR,
        siaga="-",
        unit=directory.unit_text(cast.units[0]),
        xpk=pair.public,
        epk=signer.public,
        mlkem_pk=b"",
        not_before=1,
    )
    return certify(issuer.private, issuer_kid, cast.office.instance, bare)


class TestRoleColumn:
    def test_edited_it_gives_no_case_permission(self, session, cast):
        session.execute(
            update(Account)
            .where(Account.id == cast.dimas.account_id)
            .values(role=Role.SUPERVISOR, unit_id=cast.units[0])
        )

        dimas = cast.actor(session, "dimas")

        assert not dimas.certified
        assert not dimas.may(Permission.CASE_READ)
        assert not dimas.may(Permission.ACCOUNT_ADMIT)
        assert dimas.keys.kids == {dimas.keys.own_kid}

    def test_edited_it_does_not_change_what_a_certificate_says(self, session, cast):
        session.execute(
            update(Account)
            .where(Account.id == cast.ratna.account_id)
            .values(role=Role.IT_ADMIN, unit_id=cast.units[1])
        )

        ratna = cast.actor(session, "ratna")

        assert (ratna.role, ratna.unit_id) == (Role.CASEWORKER, cast.units[0])
        assert not ratna.may(Permission.ACCOUNT_MANAGE)

    def test_pointing_an_account_at_the_key_of_another_is_refused(self, session, cast):
        kid = session.scalar(select(Account.current_kid).where(Account.id == cast.hasan.account_id))
        session.execute(
            update(Account).where(Account.id == cast.ratna.account_id).values(current_kid=kid)
        )

        with pytest.raises(Untrusted):
            directory.person_key(session, cast.actor(session, "tini"), cast.ratna.account_id)


class TestSelfMadeCertificate:
    def point_at(self, session, record: KeyRecord) -> None:
        session.execute(
            update(Account).where(Account.id == record.user).values(current_kid=record.kid)
        )

    @pytest.mark.parametrize("claims", ["root", "hasan", "itself"])
    def test_is_refused_whoever_it_claims_to_be_from(self, session, cast, claims):
        mine = signing.generate_signing_pair()
        hasan = session.scalar(
            select(Account.current_kid).where(Account.id == cast.hasan.account_id)
        )
        issuers = {
            "root": signing.signer_id(cast.office.root),
            "hasan": hasan,
            "itself": signing.signer_id(mine.public),
        }
        record = own_record(cast, cast.gilang.account_id, mine, issuers[claims])
        directory.add_person(session, record)
        self.point_at(session, record)

        with pytest.raises(Untrusted):
            directory.person_key(session, cast.actor(session, "tini"), record.user)

    def test_one_signed_by_a_caseworker_is_refused(self, session, cast):
        ratna = cast.actor(session, "ratna").keys.signer
        pair = signing.signing_pair(ratna.private)
        record = own_record(cast, cast.gilang.account_id, pair, ratna.kid)
        directory.add_person(session, record)
        self.point_at(session, record)

        with pytest.raises(Untrusted):
            directory.person_key(session, cast.actor(session, "tini"), record.user)

    def test_no_circle_lets_its_holder_in(self, session, cast):
        mine = signing.generate_signing_pair()
        record = own_record(cast, cast.gilang.account_id, mine, signing.signer_id(cast.office.root))
        directory.add_person(session, record)
        self.point_at(session, record)

        circles.settle(session, cast.actor(session, "hasan"))

        sealed_to = session.scalars(select(CircleMember.recipient_kid)).all()
        assert record.recipient_kid not in sealed_to


class TestCircleKey:
    def test_a_newer_key_that_nobody_certified_is_refused(self, session, cast):
        pair, mine = sealing.generate_pair(), signing.generate_signing_pair()
        hasan = cast.actor(session, "hasan")
        bare = CircleKeyRecord("intake", 2, "", pair.public, hasan.keys.signer.kid)
        circles.add_key(session, certify_circle(mine.private, cast.office.instance, bare), None)

        with pytest.raises(Untrusted):
            directory.circle_key(session, hasan, directory.INTAKE)

    def test_a_key_slipped_to_a_member_is_left_aside(self, session, cast):
        """Somebody seals their own pair to Hasan under the name of his circle."""
        pair, mine = sealing.generate_pair(), signing.generate_signing_pair()
        hasan, name = cast.actor(session, "hasan"), directory.supervision(cast.units[0])
        bare = CircleKeyRecord(name, 2, "", pair.public, hasan.keys.signer.kid)
        circles.add_key(session, certify_circle(mine.private, cast.office.instance, bare), None)
        made = admit(
            pair.private,
            CircleEpoch(cast.office.instance, name, 2),
            sealing.public_of(hasan.keys.private[hasan.keys.own_kid]),
            Signer(hasan.keys.signer.kid, mine.private),
        )
        session.add(
            CircleMember(
                circle=name,
                epoch=2,
                recipient_kid=made.recipient_kid,
                recipient_epoch=0,
                sealed=made.sealed,
                granter_kid=made.granter_kid,
                sig=made.sig,
            )
        )
        session.flush()

        again = cast.actor(session, "hasan")

        assert sealing.recipient_id(pair.public) not in again.keys.kids
        assert again.keys.kids == hasan.keys.kids

    def test_whoever_is_taken_out_of_a_circle_holds_its_key_no_more(self, session, cast):
        tini = cast.actor(session, "tini")
        assert len(tini.keys.kids) == 4  # own, intake, two match circles
        circles.leave(session, tini.keys.own_kid)

        assert cast.actor(session, "tini").keys.kids == {tini.keys.own_kid}


class TestAppendOnly:
    @pytest.mark.parametrize("table", [PrincipalKey, CircleKey, PrincipalRevocation])
    def test_rows_are_never_changed_or_removed(self, session, cast, table):
        with pytest.raises(Frozen):
            session.execute(update(table).values(issuer_kid="x"))
        with pytest.raises(Frozen):
            session.execute(delete(table))

    def test_not_one_by_one_either(self, session, cast):
        row = session.scalars(select(PrincipalKey)).first()
        row.role = Role.SUPERVISOR

        with pytest.raises(Frozen):
            session.flush()


class TestAdmission:
    @pytest.fixture
    def waiting(self, session, cast):
        invited = invite(
            session, cast, "rina", Person(name="Rina Contoh", role=Role.CASEWORKER, unit=0)
        )
        return activate(session, cast.office, invited, PASSPHRASE, b"s" * 20)

    def test_keys_put_in_the_place_of_hers_have_other_words(self, session, cast, waiting):
        session.execute(update(KeyRequest).values(xpk=sealing.generate_pair().public))

        hasan = cast.actor(session, "hasan")

        with pytest.raises(Invalid) as refused:
            admission.admit(session, hasan, waiting.account_id, Admit(words=waiting.words))
        assert refused.value.reason == "words-differ"

    def test_a_supervisor_of_another_unit_knows_nobody_of_that_name(self, session, cast, waiting):
        sari = cast.actor(session, "sari")

        assert admission.list_waiting(session, sari) == []
        with pytest.raises(NotFound):
            admission.admit(session, sari, waiting.account_id, Admit(words=waiting.words))

    @pytest.mark.parametrize("key", ["ratna", "tini", "gilang", "nur", "dimas"])
    def test_nobody_but_supervisors_admits(self, session, cast, waiting, key):
        with pytest.raises(Forbidden):
            admission.admit(
                session, cast.actor(session, key), waiting.account_id, Admit(words=waiting.words)
            )

    def test_a_revoked_supervisor_admits_nobody(self, session, cast, waiting):
        hasan = cast.actor(session, "hasan")
        admission.revoke_key(session, cast.actor(session, "hasan"), hasan.keys.signer.kid)

        with pytest.raises((Forbidden, NotFound, Untrusted)):
            admission.admit(session, hasan, waiting.account_id, Admit(words=waiting.words))
        assert not cast.actor(session, "hasan").certified

    def test_until_then_nothing_can_be_sealed_to_her(self, session, cast, waiting):
        hasan = cast.actor(session, "hasan")

        with pytest.raises(Untrusted):
            directory.person_key(session, hasan, waiting.account_id)
        names = [choice.name for choice in people.list_caseworkers(session, hasan)]
        assert "Rina Contoh" not in names


class TestVoucher:
    """The root's word for the first supervisor, who has nobody to compare words with."""

    def vouched(self, session, cast) -> Invitation:
        charter, code = founding.draw_up(SEED, cast.office.instance, cast.office.params)
        session.add(Unit(id=charter.unit_id, name="Unit Tiga"))
        session.flush()
        rina = NewAccount(
            username="rina",
            name="Rina Contoh",
            role=Role.SUPERVISOR,
            unit_id=charter.unit_id,
            account_id=charter.supervisor_id,
        )
        people.create_account(session, None, rina)
        founding.write_voucher(session, charter)
        return Invitation(
            account_id=charter.supervisor_id,
            username="rina",
            code=code,
            expires_at=founding.expiry_of(charter),
        )

    def test_makes_its_bearer_a_supervisor_at_once(self, session, cast):
        made = activate(session, cast.office, self.vouched(session, cast), PASSPHRASE, b"s" * 20)

        entered = come_in(session, cast.office, "rina", PASSPHRASE, b"s" * 20)

        assert not made.waits
        assert entered.actor.may(Permission.ACCOUNT_ADMIT)

    def test_used_for_another_role_certifies_nothing(self, session, cast):
        invited = self.vouched(session, cast)
        session.execute(update(Account).where(Account.username == "rina").values(role=Role.AUDITOR))

        activate(session, cast.office, invited, PASSPHRASE, b"s" * 20)

        entered = come_in(session, cast.office, "rina", PASSPHRASE, b"s" * 20)
        assert not entered.actor.certified

    def test_used_a_second_time_with_a_copied_code_certifies_nobody(self, session, cast):
        invited = self.vouched(session, cast)
        activate(session, cast.office, invited, PASSPHRASE, b"s" * 20)
        row = session.scalars(select(VoucherRow).order_by(VoucherRow.expires.desc())).first()
        pair = voucher_pair(invited.code, row.salt, b"", cast.office.params)
        record = own_record(cast, cast.gilang.account_id, pair, row.kid)
        directory.add_person(session, record)

        tini = cast.actor(session, "tini")

        with pytest.raises(Untrusted):
            directory.load(session, tini).person(record.kid)
        with pytest.raises(Untrusted):
            directory.person_key(session, tini, invited.account_id)


class TestFounding:
    def test_an_office_is_founded_once(self, session, cast):
        with pytest.raises(Conflict):
            founding.found_office(session, cast.office, SEED, None)

    def test_the_seed_of_another_office_founds_nothing(self, session, cast):
        with pytest.raises(Untrusted):
            founding.found_office(session, cast.office, bytes(32), None)

    def test_the_quorum_can_open_every_circle(self, session, cast):
        private = recovery.recovery_from_seed(SEED).private
        rows = session.scalars(select(CircleKey).where(CircleKey.recovery_ct.is_not(None))).all()

        for row in rows:
            at = CircleEpoch(cast.office.instance, row.circle, row.epoch)
            opened = open_from_recovery(private, row.recovery_ct, at)
            assert sealing.recipient_id(sealing.public_of(opened)) == row.kid
        assert len(rows) == session.scalar(text("SELECT count(*) FROM circle")) - 1
