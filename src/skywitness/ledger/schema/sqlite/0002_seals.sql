-- The chain: every transaction is sealed. An entry marks what a row said when it came; a seal covers the entries since the one before
-- and the seal before, so that no row can be altered, removed or slipped in without the chain telling so. Bodies are covered by the digests in
-- the rows, so that lawful erasure breaks nothing.

create table entry (
  row integer primary key,
  kind text not null,   -- the table
  key any not null,     -- the row's key in it
  mark blob not null    -- the first 16 bytes of SHA-256 over the row's values
) strict;
create unique index entry_of on entry (kind, key);

create table seal (
  row integer primary key,
  last_entry integer not null,
  head text not null    -- SHA-256 over the head before and the entries since
) strict;

create trigger entry_is_kept before update on entry begin select raise(abort, 'the ledger is append-only: entry'); end;
create trigger entry_stays before delete on entry begin select raise(abort, 'the ledger is append-only: entry'); end;
create trigger entry_once before insert on entry
when exists (select 1 from entry where row = new.row or (kind = new.kind and key = new.key))
begin select raise(ignore); end;

create trigger seal_is_kept before update on seal begin select raise(abort, 'the ledger is append-only: seal'); end;
create trigger seal_stays before delete on seal begin select raise(abort, 'the ledger is append-only: seal'); end;
create trigger seal_once before insert on seal when exists (select 1 from seal where row = new.row)
begin select raise(ignore); end;
