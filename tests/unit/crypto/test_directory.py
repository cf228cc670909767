import dataclasses
from datetime import UTC, datetime

import pytest

from kla.core import clock
from kla.core.errors import Untrusted
from kla.crypto.directory import (
    COMPROMISED,
    CircleKeyRecord,
    Directory,
    Revocation,
    Voucher,
    certify,
    certify_circle,
    issue_voucher,
    revoke,
    voucher_pair,
)
from kla.crypto.sealing import generate_pair
from kla.crypto.signing import generate_signing_pair, signer_id
from tests.unit.crypto.samples import (
    CHEAP,
    INSTANCE,
    ROOT,
    ROOT_KID,
    START,
    certified,
    flips,
    make_person,
    record_of,
)

CHIEF, DEPUTY, SARI, BUDI = (make_person() for _ in range(4))
CHIEF_RECORD = certified(CHIEF, role="supervisor")
SARI_RECORD = certified(SARI, CHIEF, at=START + 10)
NOW = START + 1000


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(NOW, UTC))


def directory(*records, **more):
    return Directory(INSTANCE, ROOT.public, records, **more)


def revoked(person, by=None, at=NOW):
    kid, private = (by.kid, by.e.private) if by else (ROOT_KID, ROOT.private)
    return revoke(private, INSTANCE, Revocation(person.kid, at, kid))


class TestPeople:
    def test_a_chain_to_the_root_is_trusted(self):
        people = directory(CHIEF_RECORD, SARI_RECORD)
        assert people.person(SARI.kid) == SARI_RECORD
        assert people.person(SARI.kid).recipient_kid == SARI.recipient_kid

    def test_nobody_unknown_is(self):
        with pytest.raises(Untrusted):
            directory(CHIEF_RECORD).person(SARI.kid)

    def test_a_missing_issuer_breaks_the_chain(self):
        with pytest.raises(Untrusted):
            directory(SARI_RECORD).person(SARI.kid)

    @pytest.mark.parametrize(
        "change",
        [
            {"role": "supervisor"},
            {"unit": "unit-2"},
            {"siaga": "a"},
            {"user": CHIEF_RECORD.user},
            {"not_before": START},
            {"xpk": BUDI.x.public},
            {"epk": BUDI.e.public},
            {"mlkem_pk": b"\x56" * 1184},
            {"issuer_kid": ROOT_KID},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_no_part_of_a_record_can_be_edited(self, change):
        edited = dataclasses.replace(SARI_RECORD, **change)
        with pytest.raises(Untrusted):
            directory(CHIEF_RECORD, edited).person(SARI.kid)

    def test_swapped_keys_do_not_pass_under_the_old_name(self):
        swapped = dataclasses.replace(certified(BUDI, CHIEF, at=START + 10), kid=SARI.kid)
        with pytest.raises(Untrusted):
            directory(CHIEF_RECORD, swapped).person(SARI.kid)

    def test_every_byte_of_a_certificate_counts(self):
        for cert in flips(SARI_RECORD.cert):
            forged = dataclasses.replace(SARI_RECORD, cert=cert)
            with pytest.raises(Untrusted):
                directory(CHIEF_RECORD, forged).person(SARI.kid)

    def test_nobody_makes_themselves_a_supervisor(self):
        own = certified(BUDI, BUDI, role="supervisor")
        with pytest.raises(Untrusted):
            directory(CHIEF_RECORD, own).person(BUDI.kid)

    def test_two_who_certify_each_other_are_nobody(self):
        ring = certified(BUDI, SARI, "supervisor"), certified(SARI, BUDI, "supervisor")
        with pytest.raises(Untrusted):
            directory(*ring).person(BUDI.kid)

    def test_only_supervisors_certify(self):
        below = certified(BUDI, SARI, at=START + 20)
        with pytest.raises(Untrusted):
            directory(CHIEF_RECORD, SARI_RECORD, below).person(BUDI.kid)

    def test_an_issuer_certifies_nobody_before_being_certified(self):
        early = certified(BUDI, CHIEF, at=START - 1)
        with pytest.raises(Untrusted):
            directory(CHIEF_RECORD, early).person(BUDI.kid)

    def test_a_record_of_the_future_is_not_in_use_yet(self):
        later = certified(SARI, CHIEF, at=NOW + 301)
        people = directory(CHIEF_RECORD, later)
        with pytest.raises(Untrusted):
            people.person(SARI.kid)
        assert people.known(SARI.kid) == later

    def test_another_root_vouches_for_nobody(self):
        strange = Directory(INSTANCE, generate_signing_pair().public, [CHIEF_RECORD, SARI_RECORD])
        with pytest.raises(Untrusted):
            strange.person(SARI.kid)

    def test_another_installation_vouches_for_nobody(self):
        strange = Directory("another", ROOT.public, [CHIEF_RECORD, SARI_RECORD])
        with pytest.raises(Untrusted):
            strange.person(SARI.kid)

    def test_an_unknown_emergency_half_is_refused(self):
        record = dataclasses.replace(record_of(SARI), siaga="ab")
        record = certify(ROOT.private, ROOT_KID, INSTANCE, record)
        with pytest.raises(Untrusted):
            directory(record).person(SARI.kid)

    def test_a_chain_is_checked_once(self, monkeypatch):
        people = directory(CHIEF_RECORD, SARI_RECORD)
        people.person(SARI.kid)
        monkeypatch.setattr("kla.crypto.signing.verify", None)
        assert people.person(SARI.kid) == SARI_RECORD
        assert people.person(CHIEF.kid) == CHIEF_RECORD


class TestDepth:
    people = tuple(make_person() for _ in range(5))
    chain = tuple(
        certified(person, issuer, "supervisor")
        for person, issuer in zip(people, (None, *people[:-1]), strict=True)
    )

    def test_four_records_deep_is_the_end(self):
        people = directory(*self.chain)
        assert people.person(self.people[3].kid) == self.chain[3]
        with pytest.raises(Untrusted):
            people.person(self.people[4].kid)

    def test_the_end_does_not_depend_on_the_order_of_asking(self):
        with pytest.raises(Untrusted):
            directory(*self.chain).person(self.people[4].kid)
        assert directory(*self.chain).person(self.people[3].kid) == self.chain[3]

    def test_the_last_may_not_certify(self):
        people = directory(*self.chain)
        assert people.may_certify(self.people[2].kid) == self.chain[2]
        with pytest.raises(Untrusted):
            people.may_certify(self.people[3].kid)

    def test_a_caseworker_may_not_certify(self):
        with pytest.raises(Untrusted):
            directory(CHIEF_RECORD, SARI_RECORD).may_certify(SARI.kid)


class TestRevocation:
    def people(self, *revocations):
        return directory(CHIEF_RECORD, SARI_RECORD, revocations=revocations)

    @pytest.mark.parametrize("by", [None, CHIEF, SARI], ids=["root", "supervisor", "self"])
    def test_a_revoked_key_is_not_in_use(self, by):
        people = self.people(revoked(SARI, by))
        with pytest.raises(Untrusted):
            people.person(SARI.kid)

    def test_what_it_signed_can_still_be_checked(self):
        assert self.people(revoked(SARI, CHIEF)).known(SARI.kid) == SARI_RECORD

    def test_of_a_compromised_key_nothing_counts(self):
        people = self.people(revoked(SARI, CHIEF, at=COMPROMISED))
        with pytest.raises(Untrusted):
            people.known(SARI.kid)

    def test_people_outlive_the_key_that_certified_them(self):
        assert self.people(revoked(CHIEF)).person(SARI.kid) == SARI_RECORD

    @pytest.mark.parametrize("at", [START + 10, START + 5, COMPROMISED])
    def test_but_not_if_it_was_revoked_before(self, at):
        people = self.people(revoked(CHIEF, at=at))
        with pytest.raises(Untrusted):
            people.person(SARI.kid)

    def test_a_revoked_supervisor_may_not_certify(self):
        with pytest.raises(Untrusted):
            self.people(revoked(CHIEF)).may_certify(CHIEF.kid)

    def test_a_revocation_by_a_colleague_or_stranger_says_nothing(self):
        budi = certified(BUDI, CHIEF, at=START + 10)
        for by in (BUDI, make_person()):
            people = directory(CHIEF_RECORD, SARI_RECORD, budi, revocations=[revoked(SARI, by)])
            assert people.person(SARI.kid) == SARI_RECORD

    def test_an_edited_revocation_says_nothing(self):
        other = dataclasses.replace(revoked(BUDI, CHIEF), kid=SARI.kid)
        earlier = dataclasses.replace(revoked(SARI, CHIEF, at=NOW + 9), at=NOW)
        assert self.people(other, earlier).person(SARI.kid) == SARI_RECORD

    def test_one_for_later_waits(self):
        people = self.people(revoked(SARI, CHIEF, at=NOW + 1))
        assert people.person(SARI.kid) == SARI_RECORD


class TestVoucher:
    pair = voucher_pair("R29G-RCNG-WMQ6-MB0Z", b"s" * 16, b"pepper", CHEAP)
    voucher = issue_voucher(
        ROOT.private,
        INSTANCE,
        Voucher("", pair.public, "supervisor", "unit-1", expires=START + 100),
    )

    def first(self, person=CHIEF, at=START + 50, **changes):
        record = dataclasses.replace(record_of(person, "supervisor", at), **changes)
        return certify(self.pair.private, self.voucher.kid, INSTANCE, record)

    def check(self, *records, voucher=None):
        people = directory(*records, vouchers=[voucher or self.voucher])
        return people.person(records[0].kid)

    def test_it_makes_one_first_supervisor(self):
        assert self.check(self.first()) == self.first()

    def test_who_then_certifies(self):
        sari = certified(SARI, CHIEF, at=START + 60)
        assert self.check(sari, self.first()) == sari

    def test_the_code_is_typed_as_hands_do(self):
        again = voucher_pair("r29g rcng wmq6 mboz", b"s" * 16, b"pepper", CHEAP)
        assert again == self.pair
        assert voucher_pair("R29G-RCNG-WMQ6-MB0Y", b"s" * 16, b"pepper", CHEAP) != self.pair

    def test_used_twice_it_makes_nobody(self):
        for pair in ((self.first(), self.first(BUDI)), (self.first(BUDI), self.first())):
            with pytest.raises(Untrusted):
                self.check(*pair)

    def test_a_false_claim_of_use_harms_nobody(self):
        junk = dataclasses.replace(self.first(BUDI), cert=bytes(64))
        assert self.check(self.first(), junk) == self.first()

    @pytest.mark.parametrize(
        "changes", [{"role": "caseworker"}, {"unit": "unit-2"}, {"not_before": START + 101}]
    )
    def test_it_makes_nobody_else(self, changes):
        with pytest.raises(Untrusted):
            self.check(self.first(**changes))

    @pytest.mark.parametrize(
        "change",
        [{"role": "intake"}, {"unit": "unit-2"}, {"expires": NOW}, {"sig": bytes(64)}],
        ids=lambda change: next(iter(change)),
    )
    def test_no_part_of_it_can_be_edited(self, change):
        with pytest.raises(Untrusted):
            self.check(self.first(), voucher=dataclasses.replace(self.voucher, **change))

    def test_nobody_issues_their_own(self):
        own = generate_signing_pair()
        voucher = issue_voucher(
            own.private, INSTANCE, dataclasses.replace(self.voucher, public=own.public)
        )
        record = certify(own.private, signer_id(own.public), INSTANCE, record_of(CHIEF))
        with pytest.raises(Untrusted):
            self.check(record, voucher=voucher)

    def test_another_key_under_its_name_is_refused(self):
        swapped = dataclasses.replace(self.voucher, public=generate_signing_pair().public)
        with pytest.raises(Untrusted):
            self.check(self.first(), voucher=swapped)


class TestCircles:
    def record(self, epoch=1, by=CHIEF, name="intake", pk=None):
        record = CircleKeyRecord(name, epoch, "", pk or generate_pair().public, by.kid)
        return certify_circle(by.e.private, INSTANCE, record)

    def people(self, *circle_keys, **more):
        return directory(CHIEF_RECORD, SARI_RECORD, circle_keys=circle_keys, **more)

    def test_the_newest_epoch_is_sealed_to(self):
        first, second, other = self.record(1), self.record(2), self.record(3, name="siaga_a")
        people = self.people(second, first, other)
        assert people.circle("intake") == second
        assert people.circle_by_kid(first.kid) == first

    def test_an_unknown_circle_is_nobody(self):
        with pytest.raises(Untrusted):
            self.people().circle("intake")
        with pytest.raises(Untrusted):
            self.people().circle_by_kid("00" * 16)

    def test_a_swapped_key_is_refused(self):
        for change in ({"pk": BUDI.x.public}, {"kid": BUDI.recipient_kid}, {"epoch": 2}):
            swapped = dataclasses.replace(self.record(), **change)
            with pytest.raises(Untrusted):
                self.people(swapped).circle("intake")

    def test_an_older_epoch_is_not_offered_for_a_forged_newer_one(self):
        forged = dataclasses.replace(self.record(1), epoch=2)
        with pytest.raises(Untrusted):
            self.people(self.record(1), forged).circle("intake")

    def test_one_circle_does_not_pass_for_another(self):
        renamed = dataclasses.replace(self.record(name="siaga_a"), circle="siaga_b")
        with pytest.raises(Untrusted):
            self.people(renamed).circle("siaga_b")

    @pytest.mark.parametrize("by", [SARI, BUDI], ids=["caseworker", "stranger"])
    def test_only_a_supervisor_certifies_it(self, by):
        with pytest.raises(Untrusted):
            self.people(self.record(by=by)).circle("intake")

    def test_the_root_may(self):
        record = CircleKeyRecord("intake", 1, "", BUDI.x.public, ROOT_KID)
        record = certify_circle(ROOT.private, INSTANCE, record)
        assert self.people(record).circle("intake") == record

    def test_only_the_root_says_which_key_is_for_recovery(self):
        first = CircleKeyRecord("recovery", 1, "", BUDI.x.public, ROOT_KID)
        first = certify_circle(ROOT.private, INSTANCE, first)
        assert self.people(first).circle("recovery") == first
        with pytest.raises(Untrusted):
            self.people(first, self.record(2, name="recovery")).circle("recovery")

    def test_it_outlives_the_supervisor_who_certified_it(self):
        record = self.record()
        assert self.people(record, revocations=[revoked(CHIEF)]).circle("intake") == record
        compromised = [revoked(CHIEF, at=COMPROMISED)]
        with pytest.raises(Untrusted):
            self.people(record, revocations=compromised).circle("intake")

    def test_it_is_checked_once(self, monkeypatch):
        people = self.people(self.record())
        people.circle("intake")
        monkeypatch.setattr("kla.crypto.signing.verify", None)
        people.circle("intake")
