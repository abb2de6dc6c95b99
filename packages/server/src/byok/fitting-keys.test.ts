import { describe, expect, test } from "vitest";
import { type AskedUse, describeMisfit, judgeKey } from "./fitting-keys.ts";
import type { KeyScope, OwnKeyRow } from "./own-key-row.ts";

const now = new Date("2027-01-15T12:00:00Z");
const later = new Date("2027-01-15T12:00:00.001Z");
const anything: KeyScope = { kinds: null, members: null, roles: null, models: null, endsAt: null };
const asked: AskedUse = { kind: "improve", member: "ada", role: "editor", model: "sonnet", now };

function key(scope: Partial<KeyScope> = {}, more: Partial<OwnKeyRow> = {}): OwnKeyRow {
  const named = { workspace: "ws_a", id: "key_1", label: "Production", last4: "wxyz", fingerprint: "f" };
  const times = { createdAt: now, validatedAt: now };
  const state = { status: "active", reason: null, version: 1, models: ["sonnet", "haiku"] } as const;
  return { ...named, ...times, ...state, scope: { ...anything, ...scope }, ...more };
}

/** Each part of a scope: bounds that let the action in, and bounds that do not, with what is said then. */
const parts = {
  kinds: { fits: [null, ["improve"], ["page", "improve"]], not: [["page"]], why: "kind" },
  members: { fits: [null, ["ada"], ["ben", "ada"]], not: [["ben"]], why: "member" },
  models: { fits: [null, ["sonnet"]], not: [["haiku"]], why: "model" },
  endsAt: { fits: [null, later], not: [now, new Date(0)], why: "ended" },
} as const;

describe("a key's scope", () => {
  test("lets an action in where kind, member, model and date all do, in every combination", () => {
    let combinations = 0;
    for (const kinds of [...parts.kinds.fits, ...parts.kinds.not])
      for (const members of [...parts.members.fits, ...parts.members.not])
        for (const models of [...parts.models.fits, ...parts.models.not])
          for (const endsAt of [...parts.endsAt.fits, ...parts.endsAt.not]) {
            const scope = { kinds, members, models, endsAt } as Partial<KeyScope>;
            const misfits = (["kinds", "members", "models", "endsAt"] as const).filter((part) =>
              (parts[part].not as readonly unknown[]).includes(scope[part]),
            );
            const judged = judgeKey(key(scope), asked);
            expect(judged === "fits").toBe(misfits.length === 0);
            if (judged !== "fits") expect(misfits.map((part) => parts[part].why)).toContain(judged);
            combinations += 1;
          }
    expect(combinations).toBe(4 * 4 * 3 * 4);
  });

  test("takes members by name or by role, and one who left by neither role", () => {
    const scope: Partial<KeyScope> = { members: ["ben"], roles: ["editor"] };
    expect(judgeKey(key(scope), asked)).toBe("fits");
    expect(judgeKey(key(scope), { ...asked, role: "viewer" })).toBe("member");
    expect(judgeKey(key(scope), { ...asked, member: "ben", role: null })).toBe("fits");
    expect(judgeKey(key({ roles: ["owner"] }), { ...asked, role: null })).toBe("member");
  });

  test("is no use for a model that the provider does not list, nor while the key is not active", () => {
    expect(judgeKey(key(), { ...asked, model: "opus" })).toBe("model");
    const dated = key({}, { models: ["sonnet-20270101", "opus-next"] });
    expect(judgeKey(dated, asked)).toBe("fits");
    expect(judgeKey(dated, { ...asked, model: "opus" })).toBe("model");
    for (const status of ["paused", "invalid", "revoked"] as const)
      expect(judgeKey(key({}, { status }), asked)).toBe(status);
    expect(judgeKey(key({}, { status: "paused", reason: "plan" }), asked)).toBe("plan");
  });

  test("is told by the key that comes nearest", () => {
    const keys = [
      key({}, { status: "revoked", label: "Old" }),
      key({}, { status: "paused", label: "Paused" }),
      key({ kinds: ["page"] }, { label: "Pages" }),
    ];
    expect(describeMisfit(keys, asked)).toContain('"Pages" is not for this kind of action');
    expect(describeMisfit(keys.slice(0, 2), asked)).toContain('"Paused" is paused');
  });
});
