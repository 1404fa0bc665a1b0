-- The desk's own file. Instants are ISO 8601 in UTC, so that they sort as text.
create table if not exists person (
  key text primary key,            -- the name, small letters: one person whatever the capitals
  name text not null unique,
  password text,                   -- argon2id, with its salt and costs; null: only a trusted proxy can say that it is this person
  made_at text not null,
  locked_at text
) strict;

create table if not exists session (
  digest text primary key,         -- SHA-256 of the token, which only the browser has
  person text not null references person,
  form_token text not null,
  signed_in_by text not null check (signed_in_by in ('password', 'proxy')),
  began_at text not null,
  seen_at text not null
) strict;
create index if not exists session_of on session (person);

create table if not exists attempt (
  subject text primary key,        -- SHA-256 of a name or an address that sign-ins failed for
  failures integer not null,
  last_at text not null
) strict;

create table if not exists known_browser (
  digest text primary key,         -- SHA-256 of the token of a browser from which this person signed in before
  person text not null references person,
  at text not null
) strict;

create table if not exists act (
  seq integer primary key,
  at text not null,
  who text,                        -- null: nobody was signed in
  address text,
  what text not null,
  about text not null
) strict;
create trigger if not exists act_stays before update on act begin select raise(abort, 'the record of acts is only ever added to'); end;
create trigger if not exists act_remains before delete on act begin select raise(abort, 'the record of acts is only ever added to'); end;

create table if not exists settled (
  item text primary key,           -- the key of what was looked at and left as it is
  state text not null,             -- what it rested on then: when that changes it is asked again
  by text not null,
  why text not null,
  at text not null
) strict;

create table if not exists filter (
  person text not null references person,
  name text not null,
  query text not null,             -- of the list of incidents
  at text not null,
  primary key (person, name)
) strict;

create table if not exists watched (
  person text not null references person,
  incident text not null,
  looked text not null,            -- what its row looked like when this person last did: a digest
  at text not null,
  primary key (person, incident)
) strict;

create table if not exists note (
  seq integer primary key,
  incident text not null,
  by text not null,
  words text not null,
  at text not null,
  gone_at text                     -- taken back by whoever wrote it; the words are then empty
) strict;
create index if not exists note_of on note (incident);

create table if not exists asked (
  seq integer primary key,
  incident text not null,
  about text not null,
  whom text not null,
  by text not null,
  words text not null,
  at text not null,
  answered_at text
) strict;

create table if not exists hand_over (
  seq integer primary key,
  by text not null,
  words text not null,
  at text not null,
  decisions integer not null,      -- how many there were then
  picture text not null,           -- what there was of the picture then
  notes integer not null
) strict;
