"""Brings a database up to date: a new one, one of an earlier version, one of before there were versions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from dashboard.store.earlier import take_over
from dashboard.store.schema import metadata, turnstile

PRESENT = "0004"  # the last of migrations/versions
FOLDER = Path(__file__).parent / "migrations"
FIRST = ("runs", "opened", "texts")  # one of them is in every database of before there were versions
LOCK = int.from_bytes(b"gatescop")  # a number that nobody else is likely to lock on

# Alembic's own table, here so that a database that is up to date costs one question and no import.
version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


class SchemaError(RuntimeError):
    """The database cannot be used by this version; the message says what can be done."""


def revision(db: Connection) -> str | None:
    """The version of the tables; None in a new database, and in one of before there were versions."""
    return db.scalar(select(version.c.version_num)) if inspect(db).has_table(version.name) else None


def migrate(engine: Engine) -> None:
    """Bring the tables up to date, with what is in them; at once if they are.

    Raises SchemaError where a newer version of Gatescope has written the database.
    """
    if not is_present(engine):
        with alone(engine) as db:
            _bring_up(db)


def is_present(engine: Engine) -> bool:
    """Whether the tables are those of this version, found out by one question."""
    try:
        with engine.connect() as db:
            return db.scalar(select(version.c.version_num)) == PRESENT
    except DBAPIError:
        return False  # there is no such table, or no database; whoever goes on finds out which


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else may change the tables; all of it happens, or nothing."""
    with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            with _alone_in_sqlite(db):
                yield db
        else:
            db.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            yield db
            db.commit()


@contextmanager
def _alone_in_sqlite(db: Connection) -> Iterator[None]:
    # Python's driver would begin its transaction too late. A table that others refer to is rebuilt under
    # another name, which SQLite only allows while it does not watch over references.
    db.execution_options(isolation_level="AUTOCOMMIT")
    watched = db.exec_driver_sql("PRAGMA foreign_keys").scalar()
    db.exec_driver_sql("PRAGMA foreign_keys=OFF")
    db.exec_driver_sql("BEGIN EXCLUSIVE")
    try:
        yield
        db.exec_driver_sql("COMMIT")
    except BaseException:
        db.exec_driver_sql("ROLLBACK")
        raise
    finally:
        db.exec_driver_sql(f"PRAGMA foreign_keys={watched}")


def _bring_up(db: Connection) -> None:
    there = set(inspect(db).get_table_names())
    found = revision(db)
    if found is None and not there & set(FIRST):
        metadata.create_all(db)
        version.create(db)
        db.execute(insert(version).values(version_num=PRESENT))
    elif found != PRESENT:
        _upgrade(db, found)
        take_over(db)
    if db.scalar(select(turnstile.c.id)) is None:
        db.execute(insert(turnstile).values(id=1, turns=0))


def _upgrade(db: Connection, found: str | None) -> None:
    # Here and not above: it takes a while, and most databases are up to date.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = db
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaError(
            f"The database was last used by a newer version of Gatescope (its tables are at {found}, this "
            f"version knows those up to {PRESENT}): run that version, or restore a backup of this one."
        )
    command.upgrade(config, "head")
