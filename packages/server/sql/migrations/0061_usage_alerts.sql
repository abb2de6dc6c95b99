-- Alerts when a part of a period's credits is spent: once for each workspace, period and threshold (RULES R8.6), and
-- the mails that tell of them. A mail is claimed before it is sent, and again where nobody says what became of it.

create table dokly.alert_settings (
  workspace_id text primary key references dokly.workspaces (id) on delete cascade,
  thresholds integer[] not null,
  is_mailed boolean not null
);

create table dokly.usage_alerts (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  period_start timestamptz not null,
  threshold integer not null check (threshold between 1 and 100),
  spent bigint not null check (spent >= 0),
  total bigint not null check (total >= 0),
  period_end timestamptz not null,
  reached_at timestamptz not null,
  primary key (workspace_id, period_start, threshold)
);

create table dokly.alert_mails (
  workspace_id text not null,
  period_start timestamptz not null,
  threshold integer not null,
  person_id text not null references dokly.people (id) on delete cascade,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  primary key (workspace_id, period_start, threshold, person_id),
  foreign key (workspace_id, period_start, threshold)
    references dokly.usage_alerts (workspace_id, period_start, threshold) on delete cascade
);
create index alert_mails_due on dokly.alert_mails (next_attempt_at) where sent_at is null;

create table dokly.dismissed_alerts (
  workspace_id text not null,
  period_start timestamptz not null,
  threshold integer not null,
  -- A person, or an API key.
  person_id text not null,
  primary key (workspace_id, period_start, threshold, person_id),
  foreign key (workspace_id, period_start, threshold)
    references dokly.usage_alerts (workspace_id, period_start, threshold) on delete cascade
);
