-- Actions on a key of the workspace's own, limits in nano-dollars, and counters that stay with their period.

alter table actions
  -- Who pays the provider instead of the bucket; null: the bucket.
  add column own_key text check (own_key <> ''),
  -- The most that the provider may charge, and what it charged once the action has ended.
  add column nano_dollars_held bigint check (nano_dollars_held >= 0),
  add column nano_dollars_cost bigint check (nano_dollars_cost >= 0),
  add check ((own_key is null) = (nano_dollars_held is null)),
  add check (nano_dollars_cost is null or own_key is not null),
  add check (own_key is null or held = 0);

alter table limit_counters rename column credits_max to amount_max;
alter table limit_counters
  -- Start of the period whose actions are counted.
  add column period_start timestamptz,
  -- Empty: whoever pays.
  add column own_key text not null default '',
  add column unit text not null default 'credits' check (unit in ('credits', 'nano-dollars'));
update limit_counters as counter set period_start = account.period_start
  from accounts as account where account.workspace_id = counter.workspace_id;
alter table limit_counters
  alter column period_start set not null,
  alter column own_key drop default,
  alter column unit drop default,
  drop constraint limit_counters_pkey,
  drop constraint limit_counters_check,
  add primary key (workspace_id, period_start, member, kind, own_key, unit),
  add check ((own_key <> '') <> (member <> '' or kind <> '')),
  -- On its own key an action costs no credits.
  add check (own_key = '' or unit = 'nano-dollars');
