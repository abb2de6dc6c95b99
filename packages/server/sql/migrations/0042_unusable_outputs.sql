-- How many pages of sites and runs gave a person no usable text on their latest such day (UTC): tries are written over
-- when a page is written again, and each of them has cost us something.

create table dokly.unusable_outputs (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  member text not null,
  day date not null,
  count integer not null check (count > 0),
  primary key (workspace_id, member)
);
