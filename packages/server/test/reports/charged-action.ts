import type { Credits } from "@dokly/credits";

let holds = 0;

type Charged = {
  readonly workspace: string;
  readonly member: string;
  readonly held: bigint;
  /** 0: it failed, and everything was returned. Null: it runs. */
  readonly charged: bigint | null;
};

/** An action of a member; returns its id. */
export async function chargedAction(credits: Credits, { workspace, member, held, charged }: Charged): Promise<string> {
  holds += 1;
  const plain = { model: null, estimate: { low: 1n, high: held }, group: null, isDemo: false };
  const placed = await credits.placeHold({
    workspace,
    key: `reported ${holds}`,
    fingerprint: "test",
    credits: held,
    deadlineMs: 60_000,
    action: { kind: "improve", member, document: { path: "guide/intro.md", title: "Intro" }, ...plain },
    actor: "test",
  });
  const end = { workspace, hold: placed.hold, actor: "test" };
  if (charged === null) return placed.action;
  if (charged > 0n) await credits.settleHold({ ...end, charge: { credits: charged }, status: "succeeded" });
  else await credits.releaseHold({ ...end, status: "failed", failure: { code: "provider-failed", message: "No." } });
  return placed.action;
}
