-- What finished AI actions have shown about lengths: statistics of fixed size, from which estimates learn, and how good
-- estimates were. No text, and no workspace in what is learnt: only a number from 0 to 7 that its id falls on.

create table dokly.ai_length_statistics (
  kind text not null,
  writer text not null check (writer in ('anthropic', 'demo')),
  model text not null,
  -- The language translated into, or the script of the text; '*' for the kind as a whole.
  language text not null,
  -- Which eighth of the workspaces they are from: what one workspace does stays in one row.
  share smallint not null check (share between 0 and 7),
  samples integer not null default 0,
  -- Histograms over a geometric scale, relative to what was expected.
  input integer[] not null default '{}',
  output integer[] not null default '{}',
  thinking integer[] not null default '{}',
  -- Weights of the recent actions that were cut at their cap, and that cost less than their low.
  cut integer not null default 0,
  below integer not null default 0,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (kind, writer, model, language, share)
);

-- Every server asks every few seconds for what has changed.
create index ai_length_statistics_updated on dokly.ai_length_statistics (updated_at);

-- How many actions of a day ended within the range that was shown, by how wide that was.
create table dokly.ai_estimate_quality (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  day date not null,
  kind text not null,
  writer text not null check (writer in ('anthropic', 'demo')),
  -- high / low in tenths, rounded up; 100 for all from there on.
  width_tenths smallint not null check (width_tenths between 10 and 100),
  samples integer not null default 0,
  inside integer not null default 0,
  below integer not null default 0,
  cut integer not null default 0,
  primary key (workspace_id, day, kind, writer, width_tenths)
);

-- Sums over the whole deployment, and what is older than is shown.
create index ai_estimate_quality_day on dokly.ai_estimate_quality (day);
