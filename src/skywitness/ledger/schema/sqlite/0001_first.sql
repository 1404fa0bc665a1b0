-- The ledger's first shape: what was said, what was read in it, what it adds up to, what people decided. Append-only.
--
-- Instants are texts in UTC, "2024-11-22T04:20:24.000000Z", so that they sort as they read. Four times are never mixed:
-- occurred (starts_at, ends_at), published_at, collected_at, made_at (when the row entered this ledger).
-- Words of other people stand only in `body`, keyed by digest; every other row can stay when a body must go.

-- Who made it ------------------------------------------------------------------------------------------------------

create table activity (
  activity_id text primary key,
  step text not null,
  version text not null,
  settings text not null,
  agent text not null,
  made_at text not null
) strict;

create table source (
  row integer primary key,
  name text not null,
  stream text not null,
  region text,
  made_at text not null,
  record text not null
) strict;
create index source_versions on source (name, row);

-- What was said ----------------------------------------------------------------------------------------------------

create table body (
  row integer primary key,
  digest text not null unique,
  words text not null
) strict;

create table tombstone (
  digest text primary key,
  erased text not null,   -- the digest that a person asked to erase
  remains text,           -- the digest of the same body with the erased words left blank; null when nothing remains
  why text not null,
  by text not null,
  made_at text not null
) strict;

create table report (
  row integer primary key,
  digest text not null unique, -- of the report and of its body
  report_id text not null,
  source text not null,
  stream text not null,
  published_at text,
  told_at text not null,       -- edited_at, else published_at, else empty: orders the versions of one report
  collected_at text not null,
  made_at text not null,
  activity_id text not null references activity (activity_id),
  record text not null         -- the report without its words
) strict;
create index report_versions on report (source, report_id, told_at, collected_at, digest, made_at);
create index report_by_id on report (report_id);
create index report_in_time on report (told_at, digest);

create table set_aside (
  row integer primary key,
  set_aside_id text not null unique,
  file text,
  item integer,
  url text,
  made_at text not null,
  activity_id text not null references activity (activity_id),
  digest text not null
) strict;

-- What was read in it ----------------------------------------------------------------------------------------------
-- One body holds a reading with its occurrences and claims. The rows under it are its index: `position` counts from 0 inside the
-- body, and activity and time are those of the reading.

create table reading (
  row integer primary key,
  report text not null references report (digest),
  lang text not null,
  kind text not null,
  by text not null,
  made_at text not null,
  activity_id text not null references activity (activity_id),
  digest text not null,
  unique (report, activity_id, digest)
) strict;
create index reading_by_digest on reading (digest);

create table assertion (
  reading integer not null references reading (row),
  position integer not null,
  assertion_id text not null,
  what text not null,
  primary key (reading, position)
) strict, without rowid;
create index assertion_by_id on assertion (assertion_id);

create table occurrence (
  reading integer not null references reading (row),
  position integer not null,
  occurrence_id text not null,
  assertion_id text not null,
  what text not null,
  target text not null,
  iso text,
  starts_at text,
  ends_at text,
  primary key (reading, position)
) strict, without rowid;
create index occurrence_by_id on occurrence (occurrence_id);
create index occurrence_in_time on occurrence (starts_at);

create table claim (
  reading integer not null references reading (row),
  position integer not null,
  claim_id text not null,
  occurrence_id text not null,
  about text not null,
  state text not null,
  factuality text not null,
  negated integer not null,
  asserter_kind text not null,
  asserter_stream text not null,
  primary key (reading, position)
) strict, without rowid;
create index claim_by_id on claim (claim_id);

-- What it adds up to -----------------------------------------------------------------------------------------------
-- Each row is a version; the newest one of an id is current. gone = 1 says that the thing is no more, went_to which incident it is now.

create table incident (
  row integer primary key,
  incident_id text not null,
  made_at text not null,
  activity_id text not null references activity (activity_id),
  gone integer not null check (gone in (0, 1)),
  went_to text,
  digest text,
  what text,
  target text,
  standing text,
  iso text,
  lat real,
  lon real,
  starts_at text,
  ends_at text
) strict;
create index incident_versions on incident (incident_id, row, made_at);
create index incident_in_time on incident (starts_at);

create table tally (
  row integer primary key,
  tally_id text not null,
  made_at text not null,
  activity_id text not null references activity (activity_id),
  gone integer not null check (gone in (0, 1)),
  digest text,
  report text,
  what text,
  target text,
  stated integer,
  matched integer,
  starts_at text,
  ends_at text
) strict;
create index tally_versions on tally (tally_id, row, made_at);

create table context (
  row integer primary key,
  context_id text not null,
  made_at text not null,
  activity_id text not null references activity (activity_id),
  gone integer not null check (gone in (0, 1)),
  digest text,
  report text
) strict;
create index context_versions on context (context_id, row, made_at);

-- What people decided ----------------------------------------------------------------------------------------------

create table decision (
  row integer primary key,
  decision_id text not null unique,
  kind text not null,
  by text not null,
  made_at text not null,
  record text not null
) strict;

-- What is true now, for those who look with SQLite's own tools -------------------------------------------------------

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
join reading on reading.row = (select max(each.row) from reading as each where each.report = report_now.digest);

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
  json_extract(body.words, '$.claims[' || claim.position || '].value') as value,
  json_extract(body.words, '$.claims[' || claim.position || '].quote') as quote
from reading_now
join claim on claim.reading = reading_now.row
left join body on body.digest = reading_now.digest;

create view incident_now as
select *
from incident
where gone = 0
  and row in (select max(row) from incident group by incident_id);

-- Append-only ------------------------------------------------------------------------------------------------------
-- No row changes. No row goes, but for a body whose tombstone stands. A row that is there already stays as it is, also when
-- somebody says "insert or replace".

create trigger activity_is_kept before update on activity begin select raise(abort, 'the ledger is append-only: activity'); end;
create trigger activity_stays before delete on activity begin select raise(abort, 'the ledger is append-only: activity'); end;
create trigger activity_once before insert on activity when exists (select 1 from activity where activity_id = new.activity_id)
begin select raise(ignore); end;

create trigger source_is_kept before update on source begin select raise(abort, 'the ledger is append-only: source'); end;
create trigger source_stays before delete on source begin select raise(abort, 'the ledger is append-only: source'); end;
create trigger source_once before insert on source when exists (select 1 from source where row = new.row)
begin select raise(ignore); end;

create trigger body_is_kept before update on body begin select raise(abort, 'the ledger is append-only: body'); end;
create trigger body_stays before delete on body when not exists (select 1 from tombstone where digest = old.digest)
begin select raise(abort, 'a body goes only after its tombstone'); end;
create trigger body_once before insert on body
when exists (select 1 from body where digest = new.digest or row = new.row) or exists (select 1 from tombstone where digest = new.digest)
begin select raise(ignore); end;

create trigger tombstone_is_kept before update on tombstone begin select raise(abort, 'the ledger is append-only: tombstone'); end;
create trigger tombstone_stays before delete on tombstone begin select raise(abort, 'the ledger is append-only: tombstone'); end;
create trigger tombstone_once before insert on tombstone when exists (select 1 from tombstone where digest = new.digest)
begin select raise(ignore); end;

create trigger report_is_kept before update on report begin select raise(abort, 'the ledger is append-only: report'); end;
create trigger report_stays before delete on report begin select raise(abort, 'the ledger is append-only: report'); end;
create trigger report_once before insert on report when exists (select 1 from report where digest = new.digest or row = new.row)
begin select raise(ignore); end;

create trigger set_aside_is_kept before update on set_aside begin select raise(abort, 'the ledger is append-only: set_aside'); end;
create trigger set_aside_stays before delete on set_aside begin select raise(abort, 'the ledger is append-only: set_aside'); end;
create trigger set_aside_once before insert on set_aside
when exists (select 1 from set_aside where set_aside_id = new.set_aside_id or row = new.row)
begin select raise(ignore); end;

create trigger reading_is_kept before update on reading begin select raise(abort, 'the ledger is append-only: reading'); end;
create trigger reading_stays before delete on reading begin select raise(abort, 'the ledger is append-only: reading'); end;
create trigger reading_once before insert on reading
when exists (select 1 from reading where (report = new.report and activity_id = new.activity_id and digest = new.digest) or row = new.row)
begin select raise(ignore); end;

create trigger assertion_is_kept before update on assertion begin select raise(abort, 'the ledger is append-only: assertion'); end;
create trigger assertion_stays before delete on assertion begin select raise(abort, 'the ledger is append-only: assertion'); end;
create trigger assertion_once before insert on assertion
when exists (select 1 from assertion where reading = new.reading and position = new.position)
begin select raise(ignore); end;

create trigger occurrence_is_kept before update on occurrence begin select raise(abort, 'the ledger is append-only: occurrence'); end;
create trigger occurrence_stays before delete on occurrence begin select raise(abort, 'the ledger is append-only: occurrence'); end;
create trigger occurrence_once before insert on occurrence
when exists (select 1 from occurrence where reading = new.reading and position = new.position)
begin select raise(ignore); end;

create trigger claim_is_kept before update on claim begin select raise(abort, 'the ledger is append-only: claim'); end;
create trigger claim_stays before delete on claim begin select raise(abort, 'the ledger is append-only: claim'); end;
create trigger claim_once before insert on claim
when exists (select 1 from claim where reading = new.reading and position = new.position)
begin select raise(ignore); end;

create trigger incident_is_kept before update on incident begin select raise(abort, 'the ledger is append-only: incident'); end;
create trigger incident_stays before delete on incident begin select raise(abort, 'the ledger is append-only: incident'); end;
create trigger incident_once before insert on incident when exists (select 1 from incident where row = new.row)
begin select raise(ignore); end;

create trigger tally_is_kept before update on tally begin select raise(abort, 'the ledger is append-only: tally'); end;
create trigger tally_stays before delete on tally begin select raise(abort, 'the ledger is append-only: tally'); end;
create trigger tally_once before insert on tally when exists (select 1 from tally where row = new.row)
begin select raise(ignore); end;

create trigger context_is_kept before update on context begin select raise(abort, 'the ledger is append-only: context'); end;
create trigger context_stays before delete on context begin select raise(abort, 'the ledger is append-only: context'); end;
create trigger context_once before insert on context when exists (select 1 from context where row = new.row)
begin select raise(ignore); end;

create trigger decision_is_kept before update on decision begin select raise(abort, 'the ledger is append-only: decision'); end;
create trigger decision_stays before delete on decision begin select raise(abort, 'the ledger is append-only: decision'); end;
create trigger decision_once before insert on decision
when exists (select 1 from decision where decision_id = new.decision_id or row = new.row)
begin select raise(ignore); end;
