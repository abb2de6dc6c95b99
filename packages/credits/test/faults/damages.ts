/** What somebody with the owner's rights does to workspace `$w`, and the first row that is bad then. */
export const DAMAGES: readonly { readonly what: string; readonly sql: string; readonly first: RegExp | string }[] = [
  {
    what: "a changed amount",
    sql: "update credits.transfers set credits = credits + 1 where workspace_id = $w and sequence = 3",
    first: "transfer 3 hash",
  },
  {
    what: "a missing row",
    sql: "delete from credits.transfers where workspace_id = $w and sequence = 3",
    first: "transfer 3 sequence",
  },
  {
    what: "an extra row",
    sql: `insert into credits.transfers select workspace_id, 9, from_account, to_account, credits, lot_id, null, part,
            cause, actor, reason, at, effective_at, balance_after, format, hash
          from credits.transfers where workspace_id = $w and sequence = 8`,
    first: "transfer 9 hash",
  },
  {
    what: "a broken sequence",
    sql: "update credits.transfers set sequence = 99 where workspace_id = $w and sequence = 8",
    first: "transfer 8 sequence",
  },
  {
    what: "another balance_after",
    sql: "update credits.transfers set balance_after = balance_after + 1 where workspace_id = $w and sequence = 5",
    first: "transfer 5 hash",
  },
  {
    what: "a changed hash",
    sql: "update credits.transfers set hash = sha256('x') where workspace_id = $w and sequence = 6",
    first: "transfer 6 hash",
  },
  {
    what: "a line of another format",
    sql: "update credits.transfers set format = 2 where workspace_id = $w and sequence = 6",
    first: "transfer 6 format",
  },
  {
    what: "a negative lot",
    sql: "update credits.lots set available = -1, spent = spent + available + 1 where workspace_id = $w",
    first: "lot 1 available",
  },
  { what: "a lot without a row", sql: "delete from credits.lots where workspace_id = $w", first: "lot 1" },
  {
    what: "a lot's spending of the period",
    sql: "update credits.lots set spent_in_period = spent_in_period - 1 where workspace_id = $w",
    first: "lot 1 spent_in_period",
  },
  {
    what: "a leaked hold, whose credits stay held",
    sql: `update credits.holds set state = 'released', ended_at = placed_at, ended_available = 0
          where workspace_id = $w and hold_id = 5`,
    first: "hold 5 returned",
  },
  {
    what: "a hold that is held again",
    sql: `update credits.holds set state = 'held', charged = 0, ended_at = null, ended_available = null
          where workspace_id = $w and hold_id = 2`,
    first: "hold 2 charged",
  },
  {
    what: "a hold without a row",
    sql: "delete from credits.holds where workspace_id = $w and hold_id = 2",
    first: "action 2",
  },
  {
    what: "a hold that moved nothing, without a row",
    sql: "delete from credits.holds where workspace_id = $w and hold_id = 4",
    first: "action 4",
  },
  {
    what: "an action without a row",
    sql: "delete from credits.actions where workspace_id = $w and action_id = 4",
    first: "hold 4",
  },
  {
    what: "an action's other charge",
    sql: "update credits.actions set charged = charged - 1 where workspace_id = $w and action_id = 2",
    first: "action 2 charged",
  },
  {
    what: "an action's other tokens",
    sql: "update credits.actions set tokens_output = tokens_output * 9 where workspace_id = $w and action_id = 3",
    first: "action 3 charged for its tokens",
  },
  {
    what: "what an own key cost",
    sql: "update credits.actions set nano_dollars_cost = 1 where workspace_id = $w and action_id = 4",
    first: "action 4 nano_dollars_cost",
  },
  {
    what: "an action that ended at another time",
    sql: "update credits.actions set ended_at = ended_at + interval '1 s' where workspace_id = $w and action_id = 2",
    first: "action 2 ended_at",
  },
  {
    what: "a wrong daily sum",
    sql: "update credits.usage_slots set credits = credits + 1 where workspace_id = $w and kind = 'render'",
    first: /^usage slot .* render $/,
  },
  {
    what: "a day that nobody had",
    sql: `insert into credits.usage_slots select workspace_id, slot - interval '40 days', kind, member, 1, 1, 0
          from credits.usage_slots where workspace_id = $w and kind = 'render'`,
    first: /^usage slot .* render $/,
  },
  {
    what: "a day that is gone",
    sql: "delete from credits.usage_slots where workspace_id = $w and kind = 'render'",
    first: /^usage slot .* render $/,
  },
  {
    what: "a limit's wrong counter",
    sql: "update credits.limit_counters set reserved = reserved + 1 where workspace_id = $w",
    first: /^limit \[null,"render",null,"credits"\] since .* reserved$/,
  },
  {
    what: "a limit that nobody reads",
    sql: "update credits.accounts set has_limits = false where workspace_id = $w",
    first: "account has_limits",
  },
  {
    what: "a running hold that its key does not find again",
    sql: "delete from credits.operations where workspace_id = $w and operation = 'hold' and subjects = '{5}'",
    first: "operation hold of hold 5",
  },
  {
    what: "a grant that nobody was given",
    sql: `insert into credits.operations select workspace_id, 'grant', 'k', fingerprint, '{77}', 0, accepted_at
          from credits.operations where workspace_id = $w and operation = 'hold' and subjects = array[5::bigint]`,
    first: "operation grant of lot 77",
  },
  {
    what: "a wrong sequence counter",
    sql: "update credits.accounts set last_sequence = 7 where workspace_id = $w",
    first: "account last_sequence",
  },
  {
    what: "a wrong number counter",
    sql: "update credits.accounts set last_number = 99 where workspace_id = $w",
    first: "account last_number",
  },
  {
    what: "a wrong entitlement",
    sql: "update credits.accounts set entitlement = 51 where workspace_id = $w",
    first: "account entitlement",
  },
  {
    what: "a clock that was set back",
    sql: "update credits.accounts set last_at = last_at - interval '1 day' where workspace_id = $w",
    first: "account last_at",
  },
];
