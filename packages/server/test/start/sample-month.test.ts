import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { actionsPage, balance, clock, verification } from "@dokly/contract";
import { expect, test } from "vitest";
import { folderForData } from "../../../../test-servers/postgres/data-folder.ts";
import { signInAsDemo } from "../../src/seed/api-client.ts";
import { playSampleMonth } from "../../src/seed/sample-month.ts";
import { copySeededData } from "./seeded-data.ts";
import { startServerProcess } from "./server-process.ts";

test("a sample month is made by really running actions over a reset, and time is real again behind it", async () => {
  const folder = mkdtempSync(join(folderForData(), "dokly-month-"));
  chmodSync(folder, 0o711);
  await copySeededData(join(folder, "data"));
  const server = startServerProcess({ DOKLY_DATA: join(folder, "data") });
  try {
    const address = await server.ready;
    const { workspace } = await playSampleMonth(address, { actions: 14, onProgress: () => undefined });
    const owner = await signInAsDemo(address, "owner@dokly.test");
    const log = await owner.send("GET", `/workspaces/${workspace}/actions?limit=50`, undefined, actionsPage);
    expect(log.items).toHaveLength(14);
    const statuses = new Set(log.items.map(({ status }) => status));
    expect([...statuses].sort()).toEqual(["failed", "succeeded"]);
    expect(log.items.some(({ refunded }) => refunded > 0)).toBe(true);
    const times = log.items.map(({ startedAt }) => Date.parse(startedAt));
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(25 * 86_400_000);
    const bucket = await owner.send("GET", `/workspaces/${workspace}/credits`, undefined, balance);
    expect(bucket).toMatchObject({ plan: "starter", monthly: 500 });
    // The month's reset lies behind the first action.
    expect(Date.parse(bucket.period.start)).toBeGreaterThan(Math.min(...times));
    const proof = await owner.send("POST", `/workspaces/${workspace}/verify`, {}, verification);
    expect(proof.differences).toEqual([]);
    const operator = await signInAsDemo(address, "operator@dokly.test");
    expect(await operator.send("GET", "/operator/clock", undefined, clock)).toMatchObject({ isSimulated: false });
  } finally {
    server.process.kill("SIGTERM");
    await server.ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
