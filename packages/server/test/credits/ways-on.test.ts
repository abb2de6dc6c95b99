import { forecast, waysOn } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectProblem } from "../server-harness.ts";
import { type CreditsServer, startCreditsServer } from "./credits-harness.ts";

let on: CreditsServer;
beforeAll(async () => {
  on = await startCreditsServer();
  const held = await on.placeHold({ credits: 49, kind: "render" });
  await on.endHold(held.id, "settle", { credits: 49 });
});
afterAll(() => on.server.close());

const ask = async (query = "", client = on.viewer) => {
  const response = await client.send("GET", `${on.base}/ways-on${query}`);
  return waysOn.parse(await response.json());
};

test("SPEC 6 every member reads what waiting, a top-up and an upgrade cost, the cheapest first", async () => {
  const { currency, available, pace, missing, runsOutAt, reset, ways } = await ask();
  expect({ currency, available, pace }).toMatchObject({
    currency: "usd",
    available: 1,
    pace: { credits: 49, days: 7 },
  });
  // 7 a day for the rest of a month of 28 to 31 days: the credit that is left lasts for less than four hours.
  expect(missing).toBeGreaterThan(7 * 27);
  expect(Date.parse(runsOutAt ?? "")).toBeLessThan(Date.parse(reset));
  expect(ways.map(({ way, isEnough }) => [way, isEnough])).toEqual([
    ["wait", true],
    ["top-up", true],
    ["upgrade", true],
  ]);
  expect(ways[0]).toMatchObject({ cents: 0, credits: 50, until: reset });
  expect(ways[1]).toMatchObject({ cents: missing, credits: missing, expiresAt: reset });
  expect(ways[2]).toMatchObject({ plan: "starter", cents: 1_900, credits: 500, isNewPeriod: true });
});

test("the ways on go by the forecast that the panel shows, and call a young workspace's pace as rough as it does", async () => {
  const zone = "timeZone=Pacific/Apia";
  const response = await on.viewer.send("GET", `${on.base}/credits/forecast?${zone}`);
  const { basis, isRough, runsOutOn, missing } = forecast.parse(await response.json());
  expect(isRough).toBe(true);
  expect(await ask(`?${zone}`)).toMatchObject({ pace: basis, isRough, runsOutOn, missing });
  await expectProblem(await on.viewer.send("GET", `${on.base}/ways-on?timeZone=Mars/Base`), "validation-failed");
});

test("an action that waits for more than the reset brings makes waiting the last way", async () => {
  const { missing, ways } = await ask("?needed=400", on.editor);
  expect(missing).toBe(399);
  expect(ways.at(-1)).toMatchObject({ way: "wait", isEnough: false, cents: 0 });
});

test("who is not in the workspace finds nothing, and what is no number is refused by name", async () => {
  const other = await on.server.signUp("Otto Other");
  await expectProblem(await other.send("GET", `${on.base}/ways-on`), "not-found");
  for (const needed of ["0", "-1", "1.5", "many"]) {
    await expectProblem(await on.owner.send("GET", `${on.base}/ways-on?needed=${needed}`), "validation-failed");
  }
});
