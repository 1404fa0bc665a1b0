-- What the media show -----------------------------------------------------------------------------------------------
-- A finding of a verifier on a file that a report brought. A look at a file is all that one activity found in it, held against one occurrence;
-- the newest look at a file under a report counts.

create table finding (
  row integer primary key,
  finding_id text not null,
  report text not null references report (digest),
  media text not null,         -- the digest of the file's bytes
  occurrence_id text,          -- what it was held against; null when the report tells no single happening
  verifier text not null,
  verdict text not null,
  made_at text not null,
  activity_id text not null references activity (activity_id),
  digest text not null,
  unique (finding_id, activity_id)
) strict;
create index finding_of_report on finding (report, media, row);

create trigger finding_is_kept before update on finding begin select raise(abort, 'the ledger is append-only: finding'); end;
create trigger finding_stays before delete on finding begin select raise(abort, 'the ledger is append-only: finding'); end;
create trigger finding_once before insert on finding
when exists (select 1 from finding where (finding_id = new.finding_id and activity_id = new.activity_id) or row = new.row)
begin select raise(ignore); end;
