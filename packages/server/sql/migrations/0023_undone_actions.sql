-- Actions that a member took back and whose charge was refunded. A row is the intent; `refunded_at` is its outcome.
create table dokly.ai_undos (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  action_id text not null,
  member text not null,
  credits bigint not null check (credits > 0),
  actor text not null,
  undone_at timestamptz not null default clock_timestamp(),
  refunded_at timestamptz,
  primary key (workspace_id, action_id)
);

-- Counts a member's day.
create index ai_undos_of_member on dokly.ai_undos (workspace_id, member, undone_at);
-- Finds refunds that a dying server left undone.
create index ai_undos_open on dokly.ai_undos (undone_at) where refunded_at is null;
