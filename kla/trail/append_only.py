"""What in the database itself refuses to change or take away a line of the trail.

The chain of hashes shows that a line was changed; these triggers keep a mistake, or a statement
that somebody slipped in, from changing one. Whoever owns the database can drop them: the check-up
then says so, and the chain still tells.
"""

from collections.abc import Iterator

from sqlalchemy import DDL, Connection, Table, event, text

TABLES = ("trail", "trail_checkpoint")
REFUSED = "the trail is only ever added to"
FUNCTION = "refuse_change_of_trail"


def names() -> list[str]:
    """The triggers that every database has."""
    return [f"{table}_no_{what}" for table in TABLES for what in ("update", "delete")]


def missing(connection: Connection) -> list[str]:
    """Which of them a database lacks."""
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    found = set(connection.execute(text(queries[connection.dialect.name])).scalars())
    return [name for name in names() if name not in found]


def lift(connection: Connection) -> None:
    """Take them away: of a demo that is made anew, and before they are put back."""
    on_postgresql = connection.dialect.name == "postgresql"
    more = [f"{table}_no_truncate" for table in TABLES] if on_postgresql else []
    for name in (*names(), *more):
        table = f" ON {name.rpartition('_no_')[0]}" if on_postgresql else ""
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{table}"))


def put(connection: Connection) -> None:
    """Guard the tables, whatever was there before."""
    lift(connection)
    statements = for_postgresql if connection.dialect.name == "postgresql" else for_sqlite
    for table in TABLES:
        for statement in statements(table):
            connection.execute(text(statement))


def for_sqlite(table: str) -> Iterator[str]:
    """The statements that guard a table."""
    for what in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def for_postgresql(table: str) -> Iterator[str]:
    """The same, and against emptying the table at once."""
    yield (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    for what, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield (
            f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"
        )


def guard(table: Table) -> None:
    """Guard a table wherever it is made from the models; migrations say the same in SQL."""
    for dialect, statements in (("sqlite", for_sqlite), ("postgresql", for_postgresql)):
        for statement in statements(table.name):
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made)
