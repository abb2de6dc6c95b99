-- What the days of the chart add up to, over all members: sums of slots that are over, so that a chart reads as many
-- rows as it has days and kinds, however many people worked.

create table usage_days (
  workspace_id bigint not null,
  -- Start of a day in UTC.
  day timestamptz not null,
  kind text not null,
  -- 96 running sums: the first so many slots of the day together. Any part of a day is the difference of two.
  credits bigint[] not null,
  actions bigint[] not null,
  primary key (workspace_id, day, kind),
  check (cardinality(credits) = 96 and cardinality(actions) = 96),
  check (0 <= all (credits) and 0 <= all (actions))
) with (fillfactor = 70);

alter table accounts
  -- Slots before this instant are added up; null: none yet.
  add column summed_until timestamptz,
  -- Its "last_number" at that time.
  add column summed_number bigint,
  add check ((summed_until is null) = (summed_number is null) and summed_number <= last_number);

-- Long histories at once: the engine adds up what comes from now on.
update accounts set summed_number = last_number,
  summed_until = date_bin('15 minutes', last_at, timestamptz '2000-01-01T00:00:00Z') - interval '15 minutes'
where last_number >= 500 and last_at is not null;
insert into usage_days (workspace_id, day, kind, credits, actions)
with slots as (
  select slots.workspace_id, date_bin('1 day', slot, timestamptz '2000-01-01T00:00:00Z') as day, kind, slot, credits,
    actions
  from usage_slots as slots join accounts using (workspace_id)
  where slot < summed_until
)
select workspace_id, day, kind, array_agg(credits order by slot), array_agg(actions order by slot)
from (
  select workspace_id, day, kind, slot, (sum(sum(credits)) over so_far)::bigint as credits,
    (sum(sum(actions)) over so_far)::bigint as actions
  from (
    select workspace_id, day, kind, slot, credits, actions from slots
    union all
    select workspace_id, day, kind, day + place * interval '15 minutes', 0, 0
    from (select distinct workspace_id, day, kind from slots) as days cross join generate_series(0, 95) as place
  ) as parts
  group by workspace_id, day, kind, slot
  window so_far as (partition by workspace_id, day, kind order by slot)
) as sums
group by workspace_id, day, kind;
