import type { Row } from "../database/port.ts";
import type { AuditedHold } from "../domain/audit.ts";
import { holdColumns, holdFromRow, holdTables } from "./holds.ts";
import { type Question, read, type Sql } from "./statement.ts";

/** Every hold of a workspace with what its action says of it, oldest first. */
export function selectAuditedHolds(sql: Sql, workspace: bigint): Question<AuditedHold> {
  const text = `select ${holdColumns}, action.status, action.held, action.charged as action_charged,
       coalesce(tokens_input + tokens_cache_read + tokens_cache_write + tokens_output, 0) as tokens
     from ${holdTables} where hold.workspace_id = $1 order by hold_id`;
  return { statement: sql("select-audited-holds", text, [workspace]), fromRow };
}

function fromRow(row: Row): AuditedHold {
  return {
    ...holdFromRow(row),
    action: {
      status: read.text(row, "status"),
      held: read.bigint(row, "held"),
      charged: read.bigint(row, "action_charged"),
      tokens: read.bigint(row, "tokens"),
    },
  };
}
