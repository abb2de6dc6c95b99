-- Holds that were taken together share one deadline, so that none of them can be extended alone.

alter table holds
  add column is_linked boolean not null default false;
