"""Tables whose rows are written once and never touched again."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from kla.core.db import Base


class Frozen(RuntimeError):
    """Something tried to change or remove a row that must stay as it was written."""


class AppendOnly(Base):
    """A row of the key directory: signed when it was written, so that no change could be honest."""

    __abstract__ = True


def _refuse(_mapper: object, _connection: object, row: Any) -> None:  # noqa: ANN401 -- any row
    raise Frozen(type(row).__tablename__)


@event.listens_for(Session, "do_orm_execute")
def _refuse_in_bulk(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    if issubclass(state.bind_mapper.class_, AppendOnly):
        raise Frozen(state.bind_mapper.class_.__tablename__)


for moment in ("before_update", "before_delete"):
    event.listen(AppendOnly, moment, _refuse, propagate=True)
