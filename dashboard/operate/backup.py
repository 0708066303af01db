"""One file with everything, made while the server works, and back from there into SQLite or Postgres.

The file is a SQLite database with the same tables, whichever kind of database it was made of.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Table, create_engine, delete, func, insert, select, text, true

from dashboard.operate.backup_file import beside, check_name, opened_backup, put_in_place
from dashboard.store.database import engine_for, open_database
from dashboard.store.migrate import PRESENT, revision, version
from dashboard.store.schema import metadata, opened, parts, runs, texts, turnstile, workers
from dashboard.store.statements import release, take_turn

# Who is at work is not a thing to keep.
TABLES = tuple(table for table in metadata.sorted_tables if table is not workers)
BATCH = 500  # rows at once; of those with files in them, one
KINDS = ("runs", "opened", "texts")

Counts = dict[str, int]  # table -> rows


def backup(url: str, file: Path) -> Counts:
    """Write all that is in the database, as it is at this moment, to a file; return how much that was.

    The file gets its name when it is whole. Raises ValueError where it cannot be, and says why.
    """
    check_name(url, file)
    engine = engine_for(url)
    with beside(file) as unfinished:
        target = create_engine(URL.create("sqlite", database=str(unfinished)))
        try:
            with one_moment(engine) as source, target.begin() as db:
                check_present(source)
                make_tables(db)
                counts = copy(source, db)
        finally:
            target.dispose()
            engine.dispose()
        put_in_place(unfinished, file)
    return counts


def restore(url: str, file: Path, shipped: tuple[str, ...], replace: bool = False) -> Counts:
    """Put into the database what is in a backup, in place of all that is there; return how much that was.

    It happens as a whole or not at all. A backup of an earlier version is brought up to date on the way.
    Raises ValueError where the file is no backup, or where the database has more in it than the runs that
    ship and `replace` is false.
    """
    with (
        opened_backup(file) as found,
        found.connect() as source,
        open_database(url).begin() as db,
    ):
        take_turn(db)
        if not replace and (there := visitors(db, shipped)):
            raise ValueError(
                f"the database has {said(there)} of visitors; stop the servers, make a backup of it, "
                "and add --replace to give them up"
            )
        return refill(source, db)


def said(counts: Counts) -> str:
    """Rows of runs, files and texts in words."""
    names = dict(zip(KINDS, ("run", "file", "text"), strict=True))
    return ", ".join(
        f"{counts.get(kind, 0)} {name}{'s'[: counts.get(kind, 0) != 1]}" for kind, name in names.items()
    )


def copy(source: Connection, target: Connection) -> Counts:
    """Copy every row of every table."""
    return {table.name: copy_table(source, target, table) for table in TABLES}


def copy_table(source: Connection, target: Connection, table: Table) -> int:
    """Copy the rows of a table, never holding more than one file in memory."""
    size = 1 if "data" in table.c else BATCH
    rows = source.execute(select(table), execution_options={"yield_per": size}).mappings()
    count = 0
    for batch in rows.partitions(size):
        target.execute(insert(table), [dict(row) for row in batch])
        count += len(batch)
    return count


def refill(source: Connection, db: Connection) -> Counts:
    """Replace all that is in the tables, within one transaction."""
    for table in reversed(TABLES):
        db.execute(delete(table))
    counts = copy(source, db)
    if db.scalar(select(turnstile.c.id)) is None:
        db.execute(insert(turnstile).values(id=1, turns=0))
    # Whoever was at work when the backup was made is not at work on this.
    release(db, true(), attempts=parts.c.attempts - 1)
    if db.dialect.name == "postgresql":
        for table in TABLES:
            count_on(db, table)
    return counts


def count_on(db: Connection, table: Table) -> None:
    """Let Postgres number the next row of a table after the last that was copied."""
    column = table.autoincrement_column
    if column is not None:
        last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        db.execute(select(func.setval(sequence, last, False)))


def visitors(db: Connection, shipped: tuple[str, ...]) -> Counts:
    """How many runs, files and texts there are that did not come with Gatescope; empty if there are none."""
    counts = {"runs": db.scalar(select(func.count()).where(runs.c.id.not_in(shipped)))}
    counts |= {table.name: db.scalar(select(func.count()).select_from(table)) for table in (opened, texts)}
    return counts if any(counts.values()) else {}


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at one moment, however long it reads."""
    with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            # Python's driver begins no transaction for what only reads.
            db.execution_options(isolation_level="AUTOCOMMIT")
            db.execute(text("BEGIN"))
            try:
                yield db
            finally:
                db.execute(text("ROLLBACK"))
        else:
            db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield db


def make_tables(db: Connection) -> None:
    """Make the tables of this version, and say so."""
    metadata.create_all(db)
    version.create(db)
    db.execute(insert(version).values(version_num=PRESENT))


def check_present(db: Connection) -> None:
    """Refuse a database with other tables than those of this version."""
    if (found := revision(db)) != PRESENT:
        raise ValueError(
            f"the database's tables are at {found or 'a time before versions'}, not at {PRESENT}: make the "
            "backup with the version that is running, or bring them up to date with `migrate` first"
        )
