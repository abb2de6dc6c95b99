import type { Role } from "@dokly/contract";
import type { OwnKeyRow } from "./own-key-row.ts";
import { isListed } from "./own-key-rules.ts";

/** An action that a key may pay for. */
export type AskedUse = {
  readonly kind: string;
  readonly member: string;
  /** Null: not a member any more. */
  readonly role: Role | null;
  readonly model: string;
  readonly now: Date;
};

type Judgement = "fits" | "revoked" | "paused" | "plan" | "invalid" | "ended" | "kind" | "member" | "model";

/** Whether a key pays for an action, and if not, why; budgets are the credit engine's. */
export function judgeKey({ status, reason, scope, models }: OwnKeyRow, asked: AskedUse): Judgement {
  if (status === "paused") return reason === "plan" ? "plan" : "paused";
  if (status !== "active") return status;
  if (scope.endsAt !== null && scope.endsAt.getTime() <= asked.now.getTime()) return "ended";
  if (scope.kinds?.includes(asked.kind) === false) return "kind";
  if (!isForMember(scope, asked)) return "member";
  if (scope.models?.includes(asked.model) === false || !isListed(models, asked.model)) return "model";
  return "fits";
}

/** Where both are bound, one of the two is enough: these members, and whoever has these roles. */
function isForMember({ members, roles }: OwnKeyRow["scope"], { member, role }: AskedUse): boolean {
  if (members === null && roles === null) return true;
  return members?.includes(member) === true || (role !== null && roles?.includes(role) === true);
}

const reasons: Readonly<Record<Exclude<Judgement, "fits">, string>> = {
  revoked: "was revoked",
  paused: "is paused",
  plan: "was paused when the plan had no own keys, and has not been resumed",
  invalid: "was refused by the AI provider",
  ended: "has passed its end date",
  kind: "is not for this kind of action",
  member: "is not for you",
  model: "is not for the model that this runs on",
};

/** Why no key of a workspace pays for an action, as a sentence that names the nearest one. */
export function describeMisfit(keys: readonly OwnKeyRow[], asked: AskedUse): string {
  const ranks = Object.keys(reasons);
  const judged = keys
    .map((key) => ({ key, why: judgeKey(key, asked) }))
    .flatMap(({ key, why }) => (why === "fits" || why === "revoked" ? [] : [{ label: key.label, why }]))
    .sort((a, b) => ranks.indexOf(b.why) - ranks.indexOf(a.why));
  const [nearest] = judged;
  const because = nearest === undefined ? "" : `: "${nearest.label}" ${reasons[nearest.why]}`;
  return `No own key of this workspace pays for this${because}. Nothing was charged; an owner can change it.`;
}

/** Why this one key does not pay for something, as a sentence; null where it does. */
export function describeKeyMisfit(key: OwnKeyRow, asked: AskedUse): string | null {
  const why = judgeKey(key, asked);
  if (why === "fits") return null;
  return `The own key "${key.label}", which was to pay for this, ${reasons[why]}. Nothing was charged.`;
}
