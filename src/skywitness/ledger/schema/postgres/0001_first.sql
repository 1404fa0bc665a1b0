-- The ledger's shape on PostgreSQL, as of version 3 of the shape on SQLite: the same tables, so that the same statements run on both. Append-only.
--
-- "@schema" stands for the schema that the ledger lies in. Texts sort by byte, as on SQLite, whatever the database's own order.
-- Instants are texts in UTC, "2024-11-22T04:20:24.000000Z", so that they sort as they read. Four times are never mixed:
-- occurred (starts_at, ends_at), published_at, collected_at, made_at (when the row entered this ledger).
-- Words of other people stand only in `body`, keyed by digest; every other row can stay when a body must go.
-- Texts of any length may be looked for by what a source calls itself or its posts: those indexes are by hash, which has no longest key.

-- Who made it ------------------------------------------------------------------------------------------------------

create table activity (
  activity_id text collate "C" primary key,
  step text collate "C" not null,
  version text collate "C" not null,
  settings text collate "C" not null,
  agent text collate "C" not null,
  made_at text collate "C" not null
);

create table source (
  row bigint primary key,
  name text collate "C" not null,
  stream text collate "C" not null,
  region text collate "C",
  made_at text collate "C" not null,
  record text collate "C" not null
);
create index source_versions on source using hash (name);

-- What was said ----------------------------------------------------------------------------------------------------

create table body (
  row bigint primary key,
  digest text collate "C" not null unique,
  words text collate "C" not null
);

create table tombstone (
  rowid bigint not null unique, -- SQLite has one unasked
  digest text collate "C" primary key,
  erased text collate "C" not null,   -- the digest that a person asked to erase
  remains text collate "C",           -- the digest of the same body with the erased words left blank; null when nothing remains
  why text collate "C" not null,
  by text collate "C" not null,
  made_at text collate "C" not null
);

create table report (
  row bigint primary key,
  digest text collate "C" not null unique, -- of the report and of its body
  report_id text collate "C" not null,
  source text collate "C" not null,
  stream text collate "C" not null,
  published_at text collate "C",
  told_at text collate "C" not null,       -- edited_at, else published_at, else empty: orders the versions of one report
  collected_at text collate "C" not null,
  made_at text collate "C" not null,
  activity_id text collate "C" not null references activity (activity_id),
  record text collate "C" not null         -- the report without its words
);
create index report_by_id on report using hash (report_id);
create index report_in_time on report (told_at, digest);

create table set_aside (
  row bigint primary key,
  set_aside_id text collate "C" not null unique,
  file text collate "C",
  item bigint,
  url text collate "C",
  made_at text collate "C" not null,
  activity_id text collate "C" not null references activity (activity_id),
  digest text collate "C" not null
);

-- What was read in it ----------------------------------------------------------------------------------------------
-- One body holds a reading with its occurrences and claims. The rows under it are its index: `position` counts from 0 inside the
-- body, and activity and time are those of the reading.

create table reading (
  row bigint primary key,
  report text collate "C" not null references report (digest),
  lang text collate "C" not null,
  kind text collate "C" not null,
  by text collate "C" not null,
  made_at text collate "C" not null,
  activity_id text collate "C" not null references activity (activity_id),
  digest text collate "C" not null,
  unique (report, activity_id, digest)
);
create index reading_by_digest on reading (digest);

create table assertion (
  reading bigint not null references reading (row),
  position bigint not null,
  assertion_id text collate "C" not null,
  what text collate "C" not null,
  primary key (reading, position)
);
create index assertion_by_id on assertion (assertion_id, reading);

create table occurrence (
  reading bigint not null references reading (row),
  position bigint not null,
  occurrence_id text collate "C" not null,
  assertion_id text collate "C" not null,
  what text collate "C" not null,
  target text collate "C" not null,
  iso text collate "C",
  starts_at text collate "C",
  ends_at text collate "C",
  primary key (reading, position)
);
create index occurrence_by_id on occurrence (occurrence_id, reading);
create index occurrence_in_time on occurrence (starts_at);

create table claim (
  reading bigint not null references reading (row),
  position bigint not null,
  claim_id text collate "C" not null,
  occurrence_id text collate "C" not null,
  about text collate "C" not null,
  state text collate "C" not null,
  factuality text collate "C" not null,
  negated bigint not null,
  asserter_kind text collate "C" not null,
  asserter_stream text collate "C" not null,
  primary key (reading, position)
);
create index claim_by_id on claim (claim_id, reading);

-- What it adds up to -----------------------------------------------------------------------------------------------
-- Each row is a version; the newest one of an id is current. gone = 1 says that the thing is no more, went_to which incident it is now.

create table incident (
  row bigint primary key,
  incident_id text collate "C" not null,
  made_at text collate "C" not null,
  activity_id text collate "C" not null references activity (activity_id),
  gone bigint not null check (gone in (0, 1)),
  went_to text collate "C",
  digest text collate "C",
  what text collate "C",
  target text collate "C",
  standing text collate "C",
  iso text collate "C",
  lat double precision,
  lon double precision,
  starts_at text collate "C",
  ends_at text collate "C"
);
create index incident_versions on incident (incident_id, row, made_at);
create index incident_in_time on incident (starts_at);

create table tally (
  row bigint primary key,
  tally_id text collate "C" not null,
  made_at text collate "C" not null,
  activity_id text collate "C" not null references activity (activity_id),
  gone bigint not null check (gone in (0, 1)),
  digest text collate "C",
  report text collate "C",
  what text collate "C",
  target text collate "C",
  stated bigint,
  matched bigint,
  starts_at text collate "C",
  ends_at text collate "C"
);
create index tally_versions on tally (tally_id, row, made_at);

create table context (
  row bigint primary key,
  context_id text collate "C" not null,
  made_at text collate "C" not null,
  activity_id text collate "C" not null references activity (activity_id),
  gone bigint not null check (gone in (0, 1)),
  digest text collate "C",
  report text collate "C"
);
create index context_versions on context (context_id, row, made_at);

-- What people decided ----------------------------------------------------------------------------------------------

create table decision (
  row bigint primary key,
  decision_id text collate "C" not null unique,
  kind text collate "C" not null,
  by text collate "C" not null,
  made_at text collate "C" not null,
  record text collate "C" not null
);

-- The chain ----------------------------------------------------------------------------------------------------------
-- The chain: every transaction is sealed. An entry marks what a row said when it came; a seal covers the entries since the one before
-- and the seal before, so that no row can be altered, removed or slipped in without the chain telling so. Bodies are covered by the digests in
-- the rows, so that lawful erasure breaks nothing.

create table entry (
  row bigint primary key,
  kind text collate "C" not null,   -- the table
  key text collate "C" not null,     -- the row's key in it, numbers too as text
  mark bytea not null    -- the first 16 bytes of SHA-256 over the row's values
);
create unique index entry_of on entry (kind, key);

create table seal (
  row bigint primary key,
  last_entry bigint not null,
  head text collate "C" not null    -- SHA-256 over the head before and the entries since
);


-- What the media show -----------------------------------------------------------------------------------------------
-- A finding of a verifier on a file that a report brought. A look at a file is all that one activity found in it, held against one occurrence;
-- the newest look at a file under a report counts.

create table finding (
  row bigint primary key,
  finding_id text collate "C" not null,
  report text collate "C" not null references report (digest),
  media text collate "C" not null,         -- the digest of the file's bytes
  occurrence_id text collate "C",          -- what it was held against; null when the report tells no single happening
  verifier text collate "C" not null,
  verdict text collate "C" not null,
  made_at text collate "C" not null,
  activity_id text collate "C" not null references activity (activity_id),
  digest text collate "C" not null,
  unique (finding_id, activity_id)
);
create index finding_of_report on finding (report, media, row);


-- The words of SQLite that our statements use ----------------------------------------------------------------------

create function @schema.instr(words text, sought text) returns integer language sql immutable parallel safe
return strpos(words, sought);

create function @schema.json_each(list text) returns table (value text) language sql immutable parallel safe rows 500
return json_array_elements_text(list::json);

-- What is true now, for those who look with PostgreSQL's own tools ---------------------------------------------------

create view report_now as
select told.*
from report as told
where not exists (
  select 1
  from report as later
  where later.source = told.source
    and later.report_id = told.report_id
    and (later.told_at, later.collected_at, later.digest) > (told.told_at, told.collected_at, told.digest)
);

create view reading_now as
select reading.*
from report_now
join reading on reading.report = report_now.digest
where not exists (select 1 from reading as newer where newer.report = reading.report and newer.row > reading.row);

create view occurrence_now as
select occurrence.*, reading_now.report, reading_now.made_at, reading_now.activity_id
from reading_now
join occurrence on occurrence.reading = reading_now.row;

create view claim_now as
select
  claim.*,
  reading_now.report,
  reading_now.made_at,
  reading_now.activity_id,
  replace(body.words, '\u0000', '\ufffd')::json -> 'claims' -> claim.position::integer ->> 'value' as value,
  replace(body.words, '\u0000', '\ufffd')::json -> 'claims' -> claim.position::integer ->> 'quote' as quote
from reading_now
join claim on claim.reading = reading_now.row
left join body on body.digest = reading_now.digest;

create view incident_now as
select *
from incident
where gone = 0
  and row in (select max(row) from incident group by incident_id);

-- Numbers ----------------------------------------------------------------------------------------------------------
-- Rows are numbered without gaps in the order in which they come, as on SQLite: writers come one after the other, and a row that is passed over takes
-- no number. A body that was erased does not come back.

do $numbers$
declare
  numbered record;
begin
  for numbered in
    select kind, case kind when 'tombstone' then 'rowid' else 'row' end as number
    from unnest(array['source', 'tombstone', 'report', 'set_aside', 'reading', 'incident', 'tally', 'context', 'finding', 'decision', 'body']) as kind
  loop
    execute format(
      'create function @schema.number_%1$s() returns trigger language plpgsql as $number$
       begin
         %3$s
         if new.%2$s is null then
           select coalesce(max(%2$s), 0) + 1 into new.%2$s from @schema.%1$s;
         end if;
         return new;
       end
       $number$',
      numbered.kind,
      numbered.number,
      case numbered.kind
        when 'body' then 'if exists (select 1 from @schema.tombstone where digest = new.digest) then return null; end if;'
        else ''
      end
    );
    execute format('create trigger %1$s_is_numbered before insert on @schema.%1$s for each row execute function @schema.number_%1$s()', numbered.kind);
  end loop;
end
$numbers$;

-- Append-only ------------------------------------------------------------------------------------------------------
-- No row changes. No row goes, but for a body whose tombstone stands. No table is emptied.

create function @schema.refuse() returns trigger language plpgsql as $refuse$
begin
  raise exception 'the ledger is append-only: %', tg_table_name using errcode = 'integrity_constraint_violation';
end
$refuse$;

create function @schema.refuse_unburied() returns trigger language plpgsql as $refuse$
begin
  if not exists (select 1 from @schema.tombstone where digest = old.digest) then
    raise exception 'a body goes only after its tombstone' using errcode = 'integrity_constraint_violation';
  end if;
  return old;
end
$refuse$;

do $append_only$
declare
  kept text;
begin
  foreach kept in array array[
    'activity', 'source', 'body', 'tombstone', 'report', 'set_aside', 'reading', 'assertion', 'occurrence', 'claim',
    'incident', 'tally', 'context', 'finding', 'decision', 'entry', 'seal'
  ]
  loop
    execute format('create trigger %1$s_is_kept before update on @schema.%1$s for each row execute function @schema.refuse()', kept);
    execute format(
      'create trigger %1$s_stays before delete on @schema.%1$s for each row execute function @schema.%2$s()',
      kept,
      case kept when 'body' then 'refuse_unburied' else 'refuse' end
    );
    execute format('create trigger %1$s_is_not_emptied before truncate on @schema.%1$s for each statement execute function @schema.refuse()', kept);
  end loop;
end
$append_only$;
