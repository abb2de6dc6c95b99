-- Who pays for each page of a site or a run: credits, or a key of the workspace's own, with what that may cost at the
-- provider and what it did.

alter table dokly.site_pages
  add column own_key text,
  -- The most that a try may cost on the key, and what all tries together did.
  add column nano_dollars bigint check (nano_dollars >= 0),
  add column nano_dollars_used bigint not null default 0 check (nano_dollars_used >= 0),
  add check ((own_key is null) = (nano_dollars is null));
alter table dokly.page_run_pages
  add column own_key text,
  add column nano_dollars bigint check (nano_dollars >= 0),
  add column nano_dollars_used bigint not null default 0 check (nano_dollars_used >= 0),
  add check ((own_key is null) = (nano_dollars is null));

-- Who began it, and from where: what the log of own keys names in each use. Older jobs have none.
alter table dokly.sites add column begun_by jsonb;
alter table dokly.page_runs add column begun_by jsonb;
