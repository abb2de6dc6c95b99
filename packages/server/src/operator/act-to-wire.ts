import type { OperatorAct } from "@dokly/contract";
import { toInstant } from "../http/replies.ts";
import type { OperatorActRow } from "./operator-audit.ts";

/** An act as the console and files show it. */
export function actToWire({
  id,
  at,
  act,
  by,
  workspace,
  target,
  reason,
  details,
  outcome,
}: OperatorActRow): OperatorAct {
  return {
    id,
    at: toInstant(at),
    act,
    by: { id: by.actor, name: by.name },
    origin: by.origin,
    address: by.address,
    requestId: by.requestId,
    workspace,
    target,
    reason,
    details: { ...details },
    outcome: outcome === null ? null : { ...outcome, details: { ...outcome.details } },
  };
}
