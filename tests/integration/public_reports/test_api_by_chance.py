"""Whatever a program signs and sends: what the description allows is taken, all else refused.

No answer is a fault of ours.
"""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from kla.public_reports.api.fields import FIELDS
from kla.public_reports.api.models import SenderNonce
from kla.public_reports.api.openapi import new_report
from tests import factories_senders as f

TAKEN, REFUSED = {200, 201, 409}, {400, 411, 413, 415, 422}
SOME = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def sender(session, cast):
    return f.known(session, cast)


def ask(session, client, sender, body) -> int:
    """Send; the limit of a sender counts from the beginning again."""
    session.execute(delete(SenderNonce))
    session.commit()
    status: int = sender.send(client, body).status_code
    return status


def values_of(schema: dict) -> st.SearchStrategy:
    """Values that a schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "boolean":
        return st.booleans()
    if schema["type"] == "integer":
        return st.integers(schema["minimum"], schema["maximum"])
    return st.from_regex(schema["pattern"], fullmatch=True).filter(
        lambda text: len(text) <= schema["maxLength"]
    )


def reports() -> st.SearchStrategy:
    """Reports as the description has them."""

    told = new_report()
    fields = {name: values_of(schema) for name, schema in told["properties"].items()}
    needed = {name: fields.pop(name) for name in told["required"]}
    return st.fixed_dictionaries(needed, optional=fields)


@SOME
@given(data=st.data())
def test_what_the_description_allows_is_taken(app, session, client, sender, data):
    with app.test_request_context():
        strategy = reports()

    assert ask(session, client, sender, data.draw(strategy)) in TAKEN


@SOME
@given(changed=st.dictionaries(st.sampled_from([*FIELDS, "way", ""]), VALUES, min_size=1))
@example(changed={"age": 10**400})
def test_whatever_stands_in_a_field_is_no_fault_of_ours(session, client, sender, changed):
    body = json.dumps(f.report(**changed)).encode()

    assert ask(session, client, sender, body) in TAKEN | REFUSED


@SOME
@given(body=st.binary(max_size=60) | VALUES.map(lambda one: json.dumps(one).encode()))
def test_what_is_no_report_is_refused(session, client, sender, body):
    assert ask(session, client, sender, body) in REFUSED
