"""Every write pays for every index: a table has few."""

import pytest
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

import kla.accounts.models
import kla.cases.models
import kla.trail.models  # noqa: F401 -- so that every table is known
from kla.core.db import Base

MOST = 20


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_a_table_has_at_most_twenty_indexes(table):
    own = {PrimaryKeyConstraint, UniqueConstraint}
    constraints = [one for one in table.constraints if type(one) in own]
    assert len(table.indexes) + len(constraints) <= MOST
