import type { UsageLimit } from "@dokly/contract";
import { expect, test } from "vitest";
import { bodyOf, draftOf, draftProblem, emptyLimitDraft, isSameScope } from "./limit-draft.ts";

const limit: UsageLimit = {
  member: { id: "u1", name: "Ada" },
  kind: null,
  mode: "soft",
  credits: 100,
  used: 20,
  reserved: 5,
  setBy: null,
  setAt: null,
};

test("a limit names a person, a kind or both, and a whole number of credits, 0 included", () => {
  expect(draftProblem(emptyLimitDraft)).toBe("needsOne");
  expect(draftProblem({ ...emptyLimitDraft, kind: "page" })).toBe("needsCredits");
  expect(draftProblem({ ...emptyLimitDraft, kind: "page", credits: -1 })).toBe("needsCredits");
  expect(draftProblem({ ...emptyLimitDraft, kind: "page", credits: 1.5 })).toBe("needsCredits");
  expect(draftProblem({ ...emptyLimitDraft, kind: "page", credits: 2 ** 53 })).toBe("needsCredits");
  expect(draftProblem({ ...emptyLimitDraft, member: "u1", credits: 0 })).toBeNull();
});

test("what is sent says null for everybody and for all actions", () => {
  expect(bodyOf({ member: "u1", kind: "", mode: "hard", credits: 5 })).toEqual({
    member: "u1",
    kind: null,
    mode: "hard",
    credits: 5,
  });
  expect(bodyOf(emptyLimitDraft)).toBeNull();
});

test("a limit that is changed comes back as itself", () => {
  expect(bodyOf(draftOf(limit))).toEqual({ member: "u1", kind: null, mode: "soft", credits: 100 });
  expect(isSameScope(limit, draftOf(limit))).toBe(true);
  expect(isSameScope(limit, { ...draftOf(limit), kind: "page" })).toBe(false);
});
