-- What the server has put into an empty database by itself: done once, completed when it was cut short, never repeated.

create table dokly.seeds (
  name text primary key,
  started_at timestamptz not null default current_timestamp,
  finished_at timestamptz
);
