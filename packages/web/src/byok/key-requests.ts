import type { OwnKeyStatus } from "@dokly/contract";
import type { KeyRequest } from "./own-key-card.tsx";

const byStatus: Readonly<Record<OwnKeyStatus, readonly KeyRequest[]>> = {
  active: ["edit", "rotate", "pause", "revoke", "remove"],
  paused: ["edit", "rotate", "resume", "revoke", "remove"],
  invalid: ["edit", "rotate", "resume", "revoke", "remove"],
  revoked: ["remove"],
};
const always: readonly KeyRequest[] = ["pause", "revoke", "remove"];

/** What an owner can ask for on a key. Where keys can not pay, they can still be ended. */
export function keyRequests(status: OwnKeyStatus, canPay: boolean): readonly KeyRequest[] {
  return byStatus[status].filter((request) => canPay || always.includes(request));
}
