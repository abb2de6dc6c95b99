import { afterAll, beforeAll, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { type CreditsServer, startCreditsServer } from "./credits-harness.ts";

let on: CreditsServer;
beforeAll(async () => {
  on = await startCreditsServer();
});
afterAll(() => on.server.close());

test("R4.6 a limit refuses with its figures and who can change it, and never as missing credits", async () => {
  const limit = { member: null, kind: "render", credits: 10n, actor: "test", key: "limit" };
  await on.server.services.credits.setLimit({ workspace: on.workspace, ...limit });
  await on.placeHold({ credits: 8, kind: "render", deadlineSeconds: 60 });
  const asked = { credits: 3, kind: "render", deadlineSeconds: 60 };
  const told = await expectProblem(await on.postHold(asked, { key: "above" }), "limit-reached");
  expect(told).toMatchObject({
    status: 422,
    limit: { member: null, kind: "render", ownKey: null, unit: "credits", most: 10, used: 0, reserved: 8, needed: 3 },
    changedBy: "admin",
  });
  await on.placeHold({ credits: 3, kind: "print", deadlineSeconds: 60 });
});
