"""Every route says who may reach it, and looks like every other."""

import re

import pytest
from flask import Flask

# Every endpoint that a stranger may reach; each says why in its @public.
OPEN_TO_ALL = {
    "accounts.activated",
    "accounts.ask_activate",
    "accounts.ask_passphrase",
    "accounts.ask_phone",
    "accounts.ask_sign_in",
    "accounts.begin_activation",
    "accounts.choose_passphrase",
    "accounts.finish_activation",
    "accounts.sign_in",
    "accounts.sign_out",
    "api.describe",
    "api.give_description",
    "api.send",
    "door.ask_child",
    "door.ask_receipt",
    "door.ask_report",
    "door.child",
    "door.home",
    "door.leave",
    "door.page",
    "door.report",
    "door.show",
    "door.write",
    "web.healthz",
    "web.set_language",
}


@pytest.fixture(scope="module")
def rules(app: Flask):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_says_who_may_reach_it(app: Flask, rules):
    silent = [r.endpoint for r in rules if not hasattr(app.view_functions[r.endpoint], "access")]
    assert silent == []


def test_only_the_listed_routes_are_open_to_all_and_say_why(app: Flask, rules):
    views = {r.endpoint: app.view_functions[r.endpoint] for r in rules}
    opened = {name for name, view in views.items() if view.access is None}
    assert opened == OPEN_TO_ALL
    assert all(len(views[name].open_because.split()) >= 4 for name in opened)


def test_paths_are_kebab_case_and_their_parameters_are_typed(rules):
    odd = [r.rule for r in rules if not re.fullmatch(r"([a-z0-9/.-]|<\w+:\w+>)*", r.rule)]
    assert odd == []


def test_each_view_answers_one_method(rules):
    come_along = {"HEAD", "OPTIONS"}
    many = [r.endpoint for r in rules if len(r.methods - come_along or r.methods) != 1]
    assert many == []


def test_every_permission_is_used_by_a_route_or_a_service(app: Flask, root):
    from kla.access.policy import Permission

    text = "".join(p.read_text() for p in (root / "kla").rglob("*.py") if p.name != "policy.py")
    assert [p.name for p in Permission if f"Permission.{p.name}" not in text] == []
