"""The office that other tests stand on."""

from kla.access.policy import Permission, Role
from kla.accounts.services import circles, directory


class TestCast:
    def test_everybody_who_holds_keys_is_certified_for_their_role(self, session, cast):
        roles = {key: cast.actor(session, key).certified for key in cast.members}

        assert {key for key, certified in roles.items() if not certified} == {
            "gilang",
            "dimas",
            "wati",
            "vina",
            "oki",
            "dewi",
        }

    def test_every_circle_that_a_case_needs_has_its_key(self, session, cast):
        assert circles.missing_circles(session) == []

    def test_supervisors_hold_the_circles_of_their_unit_and_no_other(self, session, cast):
        hasan, sari = cast.actor(session, "hasan"), cast.actor(session, "sari")

        kid = directory.circle_key(session, hasan, directory.listing(cast.units[0])).kid

        assert kid in hasan.keys.kids
        assert kid not in sari.keys.kids

    def test_intake_reads_the_match_lines_of_all_units_and_no_list(self, session, cast):
        tini = cast.actor(session, "tini")

        held = {
            name
            for unit in cast.units
            for name in (directory.match(unit), directory.listing(unit))
            if directory.circle_key(session, tini, name).kid in tini.keys.kids
        }

        assert held == {directory.match(unit) for unit in cast.units}

    def test_the_second_caseworker_came_in_without_a_circle(self, session, cast):
        lestari = cast.actor(session, "lestari")

        assert lestari.role is Role.CASEWORKER
        assert lestari.may(Permission.CASE_READ)
        assert lestari.keys.kids == {lestari.keys.own_kid}
