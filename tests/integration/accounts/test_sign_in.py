"""The service behind the sign-in page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from kla.accounts.models import Account, AccountBundle, AccountWrap, LoginThrottle
from kla.accounts.services import bundles, sign_in, throttle
from kla.accounts.types import Credentials
from kla.core import clock
from kla.core.errors import Invalid, Throttled, Untrusted
from kla.crypto import passwords
from kla.trail.models import TrailEntry
from tests.databases import disarm_trail


def come_in(session, cast, credentials: Credentials):
    return sign_in.sign_in(session, cast.office, credentials)


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""
    start = clock.now()

    def _at(**later: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(**later))

    _at()
    return _at


class TestSignIn:
    def test_the_right_things_give_an_actor_with_keys(self, session, cast):
        entered = come_in(session, cast, cast.hasan.credentials())

        assert entered.account_id == cast.hasan.account_id
        assert entered.actor.certified
        assert len(entered.actor.keys.kids) == 4  # own, supervision, match, list

    def test_a_code_counts_once(self, session, cast):
        credentials = cast.ratna.credentials()
        come_in(session, cast, credentials)

        with pytest.raises(Invalid):
            come_in(session, cast, credentials)

    def test_a_code_used_at_the_same_moment_elsewhere_does_not_count(self, session, cast):
        def meanwhile() -> None:
            session.execute(update(Account).values(totp_last_step=10**9))

        with pytest.raises(Invalid):
            sign_in.sign_in(session, cast.office, cast.ratna.credentials(), pause=meanwhile)

    @pytest.mark.parametrize("who", ["nobody", "ratna"])
    def test_an_unknown_name_costs_as_much_as_a_wrong_passphrase(
        self, session, cast, who, monkeypatch
    ):
        spent = []
        stretch = passwords.stretch

        def counting(*given):
            spent.append(given[3])
            return stretch(*given)

        monkeypatch.setattr(passwords, "stretch", counting)
        with pytest.raises(Invalid):
            come_in(session, cast, Credentials(username=who, passphrase="wrong", code="1"))

        assert spent == [cast.office.params]

    def test_the_slow_work_runs_outside_any_transaction(self, session, cast, monkeypatch):
        states = []
        unlock = bundles.unlock
        monkeypatch.setattr(
            bundles,
            "unlock",
            lambda *given: (states.append(session.in_transaction()), unlock(*given))[1],
        )

        sign_in.sign_in(session, cast.office, cast.ratna.credentials(), pause=session.commit)

        assert states == [False]

    def test_an_ended_account_looks_like_none(self, session, cast):
        session.execute(update(Account).values(active=False))

        with pytest.raises(Invalid) as refused:
            come_in(session, cast, cast.ratna.credentials())
        assert refused.value.reason == "sign-in"

    def test_another_root_in_the_configuration_lets_nobody_in(self, session, cast):
        swapped = replace(cast.office, root=bytes(32))

        with pytest.raises(Untrusted):
            sign_in.sign_in(session, swapped, cast.ratna.credentials())

    def test_the_bundle_of_one_person_does_not_open_for_another(self, session, cast):
        """Whoever writes the database puts Ratna's locked keys under their own name."""
        for table in (AccountWrap, AccountBundle):
            session.execute(delete(table).where(table.account_id == cast.gilang.account_id))
            session.execute(
                update(table)
                .where(table.account_id == cast.ratna.account_id)
                .values(account_id=cast.gilang.account_id)
            )

        with pytest.raises(Invalid):
            come_in(session, cast, cast.ratna.credentials(username="gilang"))

    def test_a_trail_cut_since_the_last_time_is_noticed(self, session, cast, at):
        come_in(session, cast, cast.ratna.credentials())
        session.commit()
        at(minutes=1)
        assert not come_in(session, cast, cast.ratna.credentials()).trail_was_cut
        session.commit()
        newest = session.scalar(select(TrailEntry.seq).order_by(TrailEntry.seq.desc()).limit(1))
        disarm_trail(session)
        session.execute(update(TrailEntry).where(TrailEntry.seq == newest - 1).values(hash=b"x"))

        at(minutes=2)
        assert come_in(session, cast, cast.ratna.credentials()).trail_was_cut


class TestThrottle:
    def fail(self, session, cast, key: str = "ratna", network: str = "10.0.0.1") -> None:
        member = cast.members[key]
        with pytest.raises(Invalid):
            come_in(session, cast, member.credentials(passphrase="wrong", network=network))

    def test_five_mistakes_are_free_and_the_wait_doubles_up_to_a_quarter_of_an_hour(
        self, session, cast, at
    ):
        waits, passed = [], 0
        for _try in range(5):
            self.fail(session, cast)
        for _more in range(6):
            with pytest.raises(Throttled) as told:
                come_in(session, cast, cast.ratna.credentials(network="10.0.0.1"))
            waits.append(told.value.seconds)
            passed += told.value.seconds
            at(seconds=passed)
            self.fail(session, cast)

        assert waits == [61, 121, 241, 481, 901, 901]

    def test_after_the_wait_the_right_passphrase_opens(self, session, cast, at):
        for _try in range(5):
            self.fail(session, cast)

        at(seconds=62)

        assert come_in(session, cast, cast.ratna.credentials(network="10.0.0.1"))

    def test_a_stranger_elsewhere_does_not_lock_the_office_out(self, session, cast, at):
        come_in(session, cast, cast.ratna.credentials(network="10.0.0.1"))
        for nth in range(60):
            try:
                self.fail(session, cast, network=f"203.0.{nth}.7")
            except Throttled:
                break

        at(minutes=1)
        assert come_in(session, cast, cast.ratna.credentials(network="10.0.0.9"))
        with pytest.raises(Throttled):
            come_in(session, cast, cast.ratna.credentials(network="198.51.100.1"))

    def test_one_network_trying_many_names_is_slowed_down(self, session, cast):
        for nth in range(60):
            self.guess(session, cast, f"guess{nth}")

        with pytest.raises(Throttled):
            self.guess(session, cast, "ratna")

    def guess(self, session, cast, name: str) -> None:
        typed = Credentials(username=name, passphrase="x", network="203.0.113.5")
        with pytest.raises(Invalid):
            come_in(session, cast, typed)

    def test_the_table_tells_no_name_and_no_network(self, session, cast):
        self.fail(session, cast)

        keys = session.scalars(select(LoginThrottle.key)).all()

        assert keys
        assert all(len(key) == 40 and set(key) <= set("0123456789abcdef") for key in keys)

    def test_old_counters_are_forgotten(self, session, cast, at):
        self.fail(session, cast)

        at(days=2)
        throttle.prune(session)

        failing = select(LoginThrottle).where(LoginThrottle.failures > 0)
        assert session.scalars(failing).all() == []
