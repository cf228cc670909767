"""What a form costs: nothing that a person notices, and more the more a network sends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.public_reports import tickets
from kla.public_reports.counters import Counters, network_of
from kla.public_reports.tickets import Ticket

KEY, PURPOSE = b"a key for tickets", "report ABC234"
NOW = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
BASE = 8


def ticket(bits=tickets.LEAST_BITS, shown=NOW):
    return Ticket.issue(KEY, PURPOSE, shown, bits)


def left(one, proof="", after=0, lately=0):
    now = NOW + timedelta(seconds=after)
    return tickets.missing_seconds(one, proof, now, lately, BASE)


class TestTickets:
    def test_a_ticket_is_read_as_it_was_issued(self):
        assert Ticket.read(KEY, PURPOSE, str(ticket())) == ticket()

    @pytest.mark.parametrize(
        ("key", "purpose"), [(b"another key", PURPOSE), (KEY, "report XYZ789"), (KEY, "code")]
    )
    def test_a_ticket_for_something_else_is_none(self, key, purpose):
        assert Ticket.read(key, purpose, str(ticket())) is None

    @given(st.text(max_size=120))
    def test_whatever_is_sent_in_its_place_is_none(self, text):
        assert Ticket.read(KEY, PURPOSE, text) is None

    def test_an_easier_ticket_can_not_be_made_of_a_hard_one(self):
        at, _bits, seal = str(ticket(19)).split(".")

        assert Ticket.read(KEY, PURPOSE, f"{at}.1.{seal}") is None

    def test_work_that_was_done_is_seen(self):
        one = ticket()

        assert one.is_proved(tickets.solve(one))
        assert not one.is_proved("")
        assert not one.is_proved("1" * 13)

    def test_work_for_one_form_is_none_for_another(self):
        one, other = ticket(), Ticket.issue(KEY, "report XYZ789", NOW, tickets.LEAST_BITS)

        assert not other.is_proved(tickets.solve(one))

    @given(st.binary(min_size=4, max_size=4))
    def test_zero_bits_are_those_before_the_first_one(self, raw):
        assert tickets.zero_bits(raw) == len(f"{int.from_bytes(raw):032b}".split("1")[0])


class TestWaiting:
    def test_with_the_work_done_nobody_waits(self):
        one = ticket()

        assert left(one, tickets.solve(one)) == 0

    @pytest.mark.parametrize(("after", "seconds"), [(0, 8), (5, 3), (8, 0), (3600, 0)])
    def test_without_it_a_form_is_taken_some_seconds_old(self, after, seconds):
        assert left(ticket(), after=after) == seconds

    def test_a_ticket_of_yesterday_is_none(self):
        assert left(ticket(shown=NOW - timedelta(hours=25))) == 8

    def test_a_network_that_sends_much_works_more_and_is_never_barred(self):
        asked = [tickets.bits_for(n) for n in (0, 4, 5, 20, 100, 10**6)]

        assert asked == sorted(asked)
        assert (asked[0], asked[-1]) == (tickets.LEAST_BITS, tickets.MOST_BITS)
        assert left(ticket(), after=tickets.LONGEST_WAIT_S, lately=10**6) == 0
        hard = ticket(tickets.LEAST_BITS + 2)
        assert left(hard, tickets.solve(hard), lately=6) == 0

    def test_an_easy_ticket_is_not_enough_once_a_flood_began(self):
        one = ticket()

        assert left(one, tickets.solve(one), lately=10**6) > 0

    def test_more_work_makes_a_form_no_younger(self):
        harder = ticket().harder(KEY, PURPOSE, tickets.MOST_BITS)

        assert (harder.shown, harder.bits) == (NOW, tickets.MOST_BITS)
        assert Ticket.read(KEY, PURPOSE, str(harder)) == harder

    def test_switched_off_nobody_waits(self):
        assert tickets.missing_seconds(None, "", NOW, 10**6, 0) == 0


class TestCounters:
    def test_one_network_counts_together_and_others_apart(self):
        counted = Counters()
        for address in ("203.0.113.7", "203.0.113.200", "198.51.100.1"):
            counted.add(address, NOW)

        assert counted.lately("203.0.113.99", NOW) == 2
        assert counted.lately("192.0.2.1", NOW) == 0

    def test_an_hour_later_it_is_forgotten(self):
        counted = Counters()
        counted.add("203.0.113.7", NOW)

        assert counted.lately("203.0.113.7", NOW + timedelta(minutes=59)) == 1
        assert counted.lately("203.0.113.7", NOW + timedelta(minutes=61)) == 0

    def test_the_salt_lives_for_a_day_and_no_address_is_kept(self):
        counted = Counters()
        counted.add("203.0.113.7", NOW)
        salt, names = counted.salt, list(counted.times)
        counted.lately("203.0.113.7", NOW + timedelta(days=1))

        assert counted.salt != salt
        assert len(counted.times) == 1
        assert network_of("203.0.113.7") not in names[0]
        assert "203.0" not in repr(counted)

    def test_ever_new_networks_fill_no_memory(self, monkeypatch):
        monkeypatch.setattr("kla.public_reports.counters.MOST_NETWORKS", 10)
        counted = Counters()
        for number in range(50):
            counted.add(f"10.0.{number}.1", NOW)

        assert len(counted.times) == 10

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
            ("2001:db8:1::1", "2001:db8:2::1", False),
            ("203.0.113.1", "203.0.114.1", False),
            ("", "no address", True),
        ],
    )
    def test_a_network_is_what_a_school_has(self, one, other, same):
        assert (network_of(one) == network_of(other)) is same
