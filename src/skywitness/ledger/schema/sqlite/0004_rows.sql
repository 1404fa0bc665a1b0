-- Fewer things in random order --------------------------------------------------------------------------------------------
-- A key of content falls anywhere in its index, so that a batch of reports rewrote a page of each such index for nearly every report. What a report said, and
-- what was read in it, are now found by the number of the report's row, which only grows. Nothing that a row said is changed: the chain goes on.

-- The words of reports, by the row of the report; other bodies stay in `body`, keyed by digest.
create table said (
  report integer primary key references report (row),
  words text not null
) strict;
insert into said (report, words)
select report.row, body.words
from report
join body on body.digest = report.digest
order by report.row;

create trigger said_is_kept before update on said begin select raise(abort, 'the ledger is append-only: said'); end;
create trigger said_stays before delete on said
when not exists (select 1 from report join tombstone on tombstone.digest = report.digest where report.row = old.report)
begin select raise(abort, 'the words of a report go only after their tombstone'); end;
create trigger said_once before insert on said
when exists (select 1 from said where report = new.report)
  or exists (select 1 from report join tombstone on tombstone.digest = report.digest where report.row = new.report)
begin select raise(ignore); end;

drop trigger body_stays;
delete from body where digest in (select digest from report);
create trigger body_stays before delete on body when not exists (select 1 from tombstone where digest = old.digest)
begin select raise(abort, 'a body goes only after its tombstone'); end;

-- Versions of a report begin with its id, and serve who asks for the id alone.
drop index report_versions;
drop index report_by_id;
create index report_versions on report (report_id, source, told_at, collected_at, digest, made_at);

-- A reading that says nothing has no body: its row says all, and its digest is empty.
drop view claim_now;
drop view occurrence_now;
drop view reading_now;
create table reading_by_row (
  row integer primary key,
  report text not null,        -- its digest
  lang text not null,
  kind text not null,
  by text not null,
  made_at text not null,
  activity_id text not null references activity (activity_id),
  digest text not null,        -- of its body; empty where nothing was read
  told integer not null references report (row)
) strict;
insert into reading_by_row (row, report, lang, kind, by, made_at, activity_id, digest, told)
select reading.row, reading.report, reading.lang, reading.kind, reading.by, reading.made_at, reading.activity_id, reading.digest, report.row
from reading
join report on report.digest = reading.report
order by reading.row;
drop table reading;
alter table reading_by_row rename to reading;
create unique index reading_of_report on reading (told, activity_id, digest);
create index reading_by_digest on reading (digest) where digest <> '';

create trigger reading_is_kept before update on reading begin select raise(abort, 'the ledger is append-only: reading'); end;
create trigger reading_stays before delete on reading begin select raise(abort, 'the ledger is append-only: reading'); end;
create trigger reading_once before insert on reading
when exists (select 1 from reading where (told = new.told and activity_id = new.activity_id and digest = new.digest) or row = new.row)
begin select raise(ignore); end;

create view reading_now as
select reading.*
from report_now
join reading on reading.row = (select max(each.row) from reading as each where each.told = report_now.row);

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
