import type { OwnKeyScope } from "@dokly/contract";
import { describe, expect, test } from "vitest";
import { draftOfScope, emptyScopeDraft, isLimitRight, scopeOfDraft } from "./scope-draft.ts";

const zone = "Europe/Berlin";
const unbound: OwnKeyScope = {
  kinds: null,
  members: null,
  roles: null,
  models: null,
  monthlyLimitCents: null,
  endsAt: null,
};

describe("the form of what a key pays for", () => {
  test("an empty form binds nothing, and the other way round", () => {
    expect(scopeOfDraft(emptyScopeDraft, zone)).toEqual(unbound);
    expect(draftOfScope(unbound, zone)).toEqual(emptyScopeDraft);
  });

  test("every bound survives the way into the form and back", () => {
    const scope: OwnKeyScope = {
      kinds: ["improve"],
      members: ["m1", "api-key:k1"],
      roles: ["admin", "editor"],
      models: ["claude-haiku-5-5"],
      monthlyLimitCents: 1_999,
      endsAt: "2027-01-31T23:00:00.000Z",
    };
    const draft = draftOfScope(scope, zone);
    expect(draft).toMatchObject({ limit: 19.99, endsOn: "2027-01-31" });
    expect(scopeOfDraft(draft, zone)).toEqual(scope);
  });

  test("a key works on the whole of its last day, also where the clocks change", () => {
    expect(scopeOfDraft({ ...emptyScopeDraft, endsOn: "2027-03-27" }, zone)?.endsAt).toBe("2027-03-27T23:00:00.000Z");
    expect(scopeOfDraft({ ...emptyScopeDraft, endsOn: "2027-03-28" }, zone)?.endsAt).toBe("2027-03-28T22:00:00.000Z");
  });

  test.each([
    ["", true],
    [0, true],
    [250, true],
    [19.99, true],
    [0.07, true],
    [9_000_000, true],
    [9_000_001, false],
    [-1, false],
    [1.005, false],
    ["-", false],
  ])("a limit of %j is right: %s", (limit, isRight) => {
    const draft = { ...emptyScopeDraft, limit };
    expect(isLimitRight(draft)).toBe(isRight);
    expect(scopeOfDraft(draft, zone) !== null).toBe(isRight);
  });
});
