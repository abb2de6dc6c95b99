-- Actions of the same request that failed before any text, after which it was begun anew by itself.
alter table dokly.ai_runs add column earlier_actions text[] not null default '{}';
