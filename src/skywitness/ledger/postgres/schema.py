"""The tables of a ledger on PostgreSQL: made and brought up to date by their owner, compared with what they should be by a check."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from skywitness.errors import LedgerError
from skywitness.ledger.copying import ORDER
from skywitness.ledger.postgres.connection import Raw

SCRATCH = "pg_temp"
LOCK = 0x534B5957  # "SKYW"
DEFINITIONS = """
select 'column ' || c.relname || '.' || a.attname,
  format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end || ' ' || coalesce(l.collname, '')
from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_collation l on l.oid = a.attcollation
where c.relnamespace = $1::oid and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped
union all
select 'index ' || c.relname, pg_get_indexdef(c.oid) from pg_class c where c.relnamespace = $1::oid and c.relkind = 'i'
union all
select 'view ' || c.relname, pg_get_viewdef(c.oid) from pg_class c where c.relnamespace = $1::oid and c.relkind = 'v'
union all
select 'constraint ' || n.conname, pg_get_constraintdef(n.oid) from pg_constraint n where n.connamespace = $1::oid
union all
select 'function ' || p.proname, pg_get_functiondef(p.oid) from pg_proc p where p.pronamespace = $1::oid
union all
select 'trigger ' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relnamespace = $1::oid and not t.tgisinternal
"""
SWITCHED_OFF = """
select distinct c.relname
from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relnamespace = $1::oid and t.tgisinternal and t.tgenabled <> 'O'
order by 1
"""
REFERENCES = """
select c.relname, a.attname, f.relname, b.attname
from pg_constraint n
join pg_class c on c.oid = n.conrelid
join pg_class f on f.oid = n.confrelid
join pg_attribute a on a.attrelid = n.conrelid and a.attnum = n.conkey[1]
join pg_attribute b on b.attrelid = n.confrelid and b.attnum = n.confkey[1]
where n.connamespace = $1::oid and n.contype = 'f'
"""


def migrations() -> dict[int, str]:
    """The scripts that make the tables, by the version that each leads to."""
    folder = files("skywitness.ledger") / "schema" / "postgres"
    return {int(script.name[:4]): script.read_text(encoding="utf-8") for script in folder.iterdir() if script.name.endswith(".sql")}


def read_version(raw: Raw, schema: str, name: str) -> int:
    """The version of the ledger in a schema, 0 where there is none.

    Raises
    ------
    LedgerError
        Tables of some other program have our names, or a newer skywitness made these.
    """
    tables = {
        table
        for (table,) in raw.execute(b"select relname from pg_class where relnamespace = $1::regnamespace and relkind = 'r'", (schema,))
    }
    if "ledger_version" not in tables:
        taken = sorted(tables & set(ORDER))
        if taken:
            raise LedgerError(
                f"{name} has a table {taken[0]} that is not a ledger's; make another database, or name another schema: ?options=-csearch_path%3DNAME"
            )
        return 0
    [(version,)] = raw.execute(b"select max(version) from ledger_version").fetchall()
    newest = max(migrations())
    if version > newest:
        raise LedgerError(
            f"{name} was written by a newer skywitness (ledger version {version}, this one knows up to {newest}); upgrade skywitness to open it"
        )
    return int(version)


def bring_up_to_date(raw: Raw, schema: str, version: int) -> None:
    """Run the migrations that the ledger has not seen. The transaction is the caller's, who holds the writers' lock."""
    if not version:
        raw.execute(b"create table ledger_version (version integer primary key, made_at timestamptz not null default now())")
    for number, script in sorted(migrations().items()):
        if number > version:
            raw.execute(script.replace("@schema", schema).encode())
            raw.execute(b"insert into ledger_version (version) values ($1)", (number,))


def find_altered(raw: Raw, schema: str) -> Iterator[str]:
    """A sentence for each column, index, view, constraint, function or trigger of ours that is missing, says something else, or is switched off.

    What it should be is made anew in a place of this connection alone, in the caller's transaction, to be rolled back.
    """
    held = _definitions(raw, schema, schema)
    off = [table for (table,) in raw.execute(SWITCHED_OFF.encode(), (_oid(raw, schema),))]
    orphans = list(_find_orphans(raw, schema))
    raw.execute(f"set local search_path to {SCRATCH}".encode())
    bring_up_to_date(raw, SCRATCH, 0)
    [(scratch,)] = raw.execute(b"select nspname from pg_namespace where oid = pg_my_temp_schema()").fetchall()
    for thing, made in _definitions(raw, str(scratch), SCRATCH).items():
        if thing not in held:
            yield f"the {thing} is missing: without it rows can be changed or found no more"
        elif held[thing] != made:
            yield f"the {thing} was altered: it does not say what skywitness made it say"
    for table in off:
        yield f"references of {table} are not watched: triggers of it are switched off"
    yield from orphans


def _definitions(raw: Raw, schema: str, called: str) -> dict[str, str]:
    found = raw.execute(DEFINITIONS.encode(), (_oid(raw, schema),)).fetchall()
    return {thing: _unplaced(made, schema, called) for thing, made in found}


def _unplaced(made: str, *places: str) -> str:
    for place in places:
        made = made.replace(f"{place}.", "")
    return made


def _oid(raw: Raw, schema: str) -> object:
    [(oid,)] = raw.execute(b"select $1::regnamespace::oid", (schema,)).fetchall()
    return oid


def _find_orphans(raw: Raw, schema: str) -> Iterator[str]:
    for table, column, parent, key in raw.execute(REFERENCES.encode(), (_oid(raw, schema),)).fetchall():
        query = f"select count(*) from {table} as child left join {parent} as parent on parent.{key} = child.{column} where child.{column} is not null and parent.{key} is null"  # noqa: S608 - the names of our tables
        [(number,)] = raw.execute(query.encode()).fetchall()
        if number:
            yield f"{number} rows of {table} name something in {parent} that is not there"


def lock_key(raw: Raw, schema: str) -> tuple[int, int]:
    """What writers of this ledger lock, as two numbers: ours, and the schema's."""
    return LOCK, int(str(_oid(raw, schema))) - (1 << 31)
