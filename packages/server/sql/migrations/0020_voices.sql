-- How each workspace writes: its tone, and the terms of its glossary. It goes along with every AI action.
create table dokly.ai_voices (
  workspace_id text primary key references dokly.workspaces (id) on delete cascade,
  tone text not null,
  keep_terms text[] not null,
  never_translate text[] not null,
  updated_by text not null,
  updated_at timestamptz not null default clock_timestamp()
);
