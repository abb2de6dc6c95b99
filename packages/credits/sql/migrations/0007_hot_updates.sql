-- Updates of the hot path touch no index: the new row stays on its page and nothing is added to any index ("HOT").

-- The index of the lots that a load reads depended on "held", which every hold and every end changes.
drop index lots_open;
alter table lots
  -- Lots of the current period, and dead ones that a running hold still draws on.
  add column is_loaded boolean not null generated always as (is_open or held > 0) stored;
create index lots_loaded on lots (workspace_id) where is_loaded;

-- The sweeper reads the running holds of all workspaces by the other index: there are never many.
drop index holds_deadline;

-- Every one of these rows is updated once, soon after it was made.
alter table holds set (fillfactor = 60);
alter table actions set (fillfactor = 60);

-- One monthly lot per period and entitlement. Partial, so that nothing but the key is ever used to find a lot.
alter table lots drop constraint lots_workspace_id_period_start_entitlement_key;
create unique index lots_monthly on lots (workspace_id, period_start, entitlement) where period_start is not null;
