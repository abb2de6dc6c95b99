import { METHOD_NAME_ALL } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";
import { expect, test } from "vitest";
import { RouteTable } from "./route-table.ts";

const routes: readonly (readonly [method: string, path: string])[] = [
  [METHOD_NAME_ALL, "/*"],
  [METHOD_NAME_ALL, "/api/v1/*"],
  ["GET", "/api/v1/workspaces/:w/documents/:path{.+}"],
  ["PUT", "/api/v1/workspaces/:w/documents/:path{.+}"],
  ["POST", "/api/v1/workspaces/:w/holds"],
  ["POST", "/api/v1/workspaces/:w/holds/:id/settle"],
  ["POST", "/api/v1/workspaces/:w/page-runs/estimates"],
  ["POST", "/api/v1/workspaces/:w/page-runs/:id/cancel"],
  ["GET", "/*"],
];

/** The routes that a router finds, in their order, each with its parameters. */
function found(router: RouteTable<string> | TrieRouter<string>, method: string, path: string): unknown {
  const [handlers, stash] = router.match(method, path);
  return handlers.map(([name, params]) => [
    name,
    Object.fromEntries(
      Object.entries(params).map(([key, at]) => [key, stash && typeof at === "number" ? stash[at] : at]),
    ),
  ]);
}

test.each([
  ["POST", "/api/v1/workspaces/ws_1/holds"],
  ["POST", "/api/v1/workspaces/ws_1/holds/act_2/settle"],
  ["GET", "/api/v1/workspaces/ws_1/documents/guide/intro.md"],
  ["PUT", "/api/v1/workspaces/ws_1/documents/guide/page-runs/intro.md"],
  ["POST", "/api/v1/workspaces/ws_1/page-runs/estimates"],
  ["POST", "/api/v1/workspaces/ws_1/page-runs/run_3/cancel"],
  ["DELETE", "/api/v1/workspaces/ws_1/holds"],
  ["GET", "/w/ws_1/settings"],
  ["POST", "/"],
])("%s %s meets what Hono's thorough router finds, in its order and with its parameters", (method, path) => {
  const [table, trie] = [new RouteTable<string>(), new TrieRouter<string>()];
  for (const [of, pattern] of routes) {
    for (const router of [table, trie]) router.add(of, pattern, `${of} ${pattern}`);
  }
  expect(found(table, method, path)).toEqual(found(trie, method, path));
});

test("another ambiguous route is found as well, and told", () => {
  const table = new RouteTable<string>();
  table.add("POST", "/reports/daily", "fixed");
  table.add("POST", "/reports/:id/send", "by id");
  expect(found(table, "POST", "/reports/daily")).toEqual([["fixed", {}]]);
  expect(found(table, "POST", "/reports/7/send")).toEqual([["by id", { id: "7" }]]);
  expect(table.unexpected).toBe("/reports/:id/send");
});
