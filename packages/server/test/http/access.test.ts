import type { ApiKeyScope, Role } from "@dokly/contract";
import { expect, test } from "vitest";
import { access } from "../../src/http/access.ts";
import type { Caller } from "../../src/http/caller.ts";
import { ProblemError } from "../../src/http/problem-error.ts";
import { createRouter } from "../../src/http/router.ts";

const person: Caller = { type: "person", id: "p", name: "P", email: "p@dokly.test", isOperator: false };
const keyWith = (...scopes: ApiKeyScope[]): Caller => ({
  type: "api-key",
  id: "k",
  label: "K",
  workspace: "ws_1",
  scopes,
});

/** What a caller of this role meets at a route that needs this; "in" when it is let in. */
async function meets(caller: Caller | null, role: Role, needed: Parameters<typeof access>[0]): Promise<string> {
  const router = createRouter();
  router.use(async (c, next) => {
    c.set("identify", async () => caller);
    c.set("findWorkspace", async (_caller, id) =>
      id === "ws_1" ? { id, organizationId: "o", name: "W", role } : null,
    );
    await next();
  });
  router.get("/workspaces/:w/x", access(needed), (c) => c.text("in"));
  router.onError((error, c) => c.text(error instanceof ProblemError ? error.code : "failed"));
  return await (await router.request("/workspaces/ws_1/x")).text();
}

test.each<[Role, Role, string]>([
  ["viewer", "viewer", "in"],
  ["viewer", "editor", "role-not-sufficient"],
  ["editor", "editor", "in"],
  ["editor", "admin", "role-not-sufficient"],
  ["admin", "editor", "in"],
  ["admin", "owner", "role-not-sufficient"],
  ["owner", "owner", "in"],
])("a person who is %s, at a route for %s: %s", async (role, needed, outcome) => {
  expect(await meets(person, role, { role: needed })).toBe(outcome);
});

test.each<[string, Caller, Parameters<typeof access>[0], string]>([
  ["with the scope", keyWith("ai"), { role: "editor", scope: "ai" }, "in"],
  ["with another scope", keyWith("read"), { scope: "ai" }, "scope-not-sufficient"],
  ["where a key has no business", keyWith("read", "documents", "ai", "meter"), {}, "scope-not-sufficient"],
  ["with the scope, where only owners may", keyWith("ai"), { role: "owner", scope: "ai" }, "role-not-sufficient"],
])("a key %s: %s", async (_what, caller, needed, outcome) => {
  expect(await meets(caller, "admin", needed)).toBe(outcome);
});

test("a stranger meets not-signed-in", async () => {
  expect(await meets(null, "owner", {})).toBe("not-signed-in");
});
