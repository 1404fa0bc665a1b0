-- Fewer things in random order, as of version 4 of the shape on SQLite --------------------------------------------------------
-- What a report said, and what was read in it, are found by the number of the report's row, which only grows. Nothing that a row said is changed: the chain goes on.

-- The words of reports, by the row of the report; other bodies stay in `body`, keyed by digest.
create table said (
  report bigint primary key references report (row),
  words text collate "C" not null
);
insert into said (report, words)
select report.row, body.words
from report
join body on body.digest = report.digest
order by report.row;

create function @schema.refuse_unburied_words() returns trigger language plpgsql as $refuse$
begin
  if not exists (select 1 from @schema.report join @schema.tombstone on tombstone.digest = report.digest where report.row = old.report) then
    raise exception 'the words of a report go only after their tombstone' using errcode = 'integrity_constraint_violation';
  end if;
  return old;
end
$refuse$;

create function @schema.leave_buried() returns trigger language plpgsql as $leave$
begin
  if exists (select 1 from @schema.report join @schema.tombstone on tombstone.digest = report.digest where report.row = new.report) then
    return null;
  end if;
  return new;
end
$leave$;

create trigger said_is_left_buried before insert on said for each row execute function @schema.leave_buried();
create trigger said_is_kept before update on said for each row execute function @schema.refuse();
create trigger said_stays before delete on said for each row execute function @schema.refuse_unburied_words();
create trigger said_is_not_emptied before truncate on said for each statement execute function @schema.refuse();

alter table body disable trigger body_stays;
delete from body using report where report.digest = body.digest;
alter table body enable trigger body_stays;

-- Who may do something with bodies may do it with the words of reports.
do $rights$
declare
  held record;
begin
  for held in
    select acl.grantee::regrole::text as who, acl.privilege_type as what
    from pg_class, aclexplode(pg_class.relacl) as acl
    where pg_class.oid = 'body'::regclass and acl.grantee not in (0, pg_class.relowner)
  loop
    execute format('grant %s on said to %s', held.what, held.who);
  end loop;
end
$rights$;

-- A reading that says nothing has no body: its row says all, and its digest is empty.
drop view claim_now;
drop view occurrence_now;
drop view reading_now;
alter table reading add column told bigint;
alter table reading disable trigger reading_is_kept;
update reading set told = report.row from report where report.digest = reading.report;
alter table reading enable trigger reading_is_kept;
alter table reading alter column told set not null;
alter table reading add constraint reading_told_fkey foreign key (told) references report (row);
alter table reading drop constraint reading_report_fkey;
alter table reading drop constraint reading_report_activity_id_digest_key;
drop index reading_by_digest;
create unique index reading_of_report on reading (told, activity_id, digest);
create index reading_by_digest on reading (digest) where digest <> '';

create view reading_now as
select reading.*
from report_now
join reading on reading.told = report_now.row
where not exists (select 1 from reading as newer where newer.told = reading.told and newer.row > reading.row);

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
