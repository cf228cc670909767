"""Getting somebody back to work who lost passphrase or phone."""

import pytest

from kla.accounts.services import admission, directory, recovery
from kla.accounts.types import Admit
from kla.core.errors import Forbidden, Invalid, NotFound, Untrusted
from tests.factories import activate, come_in

PASSPHRASE, SECRET = "mucala-dabaho-koribu-punadu", b"a new phone's secret"


class TestRestore:
    def test_new_keys_take_the_place_of_the_old(self, session, cast):
        hasan, before = cast.actor(session, "hasan"), cast.actor(session, "tini")

        invited = recovery.restore(session, hasan, cast.tini.account_id)
        made = activate(session, cast.office, invited, PASSPHRASE, SECRET)
        admission.admit(session, hasan, cast.tini.account_id, Admit(words=made.words))
        entered = come_in(session, cast.office, "tini", PASSPHRASE, SECRET)

        assert entered.actor.certified
        assert entered.actor.keys.own_kid != before.keys.own_kid
        with pytest.raises(Untrusted):
            directory.load(session, hasan).person(before.keys.signer.kid)
        replaced = recovery.old_and_new_key(session, hasan, cast.tini.account_id)
        assert replaced.old_kids == (before.keys.own_kid,)
        assert replaced.record.recipient_kid == entered.actor.keys.own_kid

    def test_a_circle_of_one_gets_a_new_key_and_what_it_reads_by_others(self, session, cast):
        """Tini is alone in intake: nobody is left who could seal its key to her new one."""
        hasan = cast.actor(session, "hasan")
        before = directory.circle_key(session, hasan, directory.INTAKE)
        invited = recovery.restore(session, hasan, cast.tini.account_id)
        made = activate(session, cast.office, invited, PASSPHRASE, SECRET)
        admission.admit(session, hasan, cast.tini.account_id, Admit(words=made.words))

        entered = come_in(session, cast.office, "tini", PASSPHRASE, SECRET)

        intake = directory.circle_key(session, hasan, directory.INTAKE)
        match = directory.circle_key(session, hasan, directory.match(cast.units[0]))
        assert intake.epoch == before.epoch + 1
        assert {intake.kid, match.kid} <= entered.actor.keys.kids
        assert before.kid not in entered.actor.keys.kids

    def test_the_old_keys_are_out_once_the_new_ones_are_made(self, session, cast):
        invited = recovery.restore(session, cast.actor(session, "hasan"), cast.ratna.account_id)
        activate(session, cast.office, invited, PASSPHRASE, SECRET)

        with pytest.raises(Invalid):
            come_in(session, cast.office, "ratna", cast.ratna.passphrase, cast.ratna.totp_secret)

    def test_nobody_restores_people_of_another_unit(self, session, cast):
        with pytest.raises(NotFound):
            recovery.restore(session, cast.actor(session, "sari"), cast.ratna.account_id)

    def test_nobody_restores_themselves(self, session, cast):
        with pytest.raises(Invalid):
            recovery.restore(session, cast.actor(session, "hasan"), cast.hasan.account_id)

    @pytest.mark.parametrize("key", ["ratna", "gilang", "nur", "tini"])
    def test_nobody_but_supervisors_restores(self, session, cast, key):
        with pytest.raises(Forbidden):
            recovery.restore(session, cast.actor(session, key), cast.lestari.account_id)

    def test_whoever_kept_their_keys_has_nothing_to_be_given_anew(self, session, cast):
        hasan = cast.actor(session, "hasan")

        assert recovery.old_and_new_key(session, hasan, cast.ratna.account_id) is None
