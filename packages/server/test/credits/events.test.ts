import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CreditsServer, startCreditsServer } from "./credits-harness.ts";

let on: CreditsServer;
beforeAll(async () => {
  on = await startCreditsServer();
});
afterAll(() => on.server.close());

/** The versions that a stream tells. */
async function* versionsIn(response: Response): AsyncGenerator<number> {
  if (response.body === null) throw new Error("no stream");
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      const found = /id: (\d+)\nevent: credits\ndata: \{"version":(\d+)\}/.exec(text.slice(0, end));
      text = text.slice(end + 2);
      if (found !== null) yield Number(found[2]);
    }
  }
}

test("every panel hears within a second that credits moved, and resumes where it left", async () => {
  const panels = [await on.owner.send("GET", `${on.base}/events`), await on.viewer.send("GET", `${on.base}/events`)];
  const heard = panels.map(versionsIn);
  const now = (await on.readBalance()).version;
  for (const versions of heard) expect((await versions.next()).value).toBe(now);
  const held = await on.placeHold({ credits: 1, kind: "render" });
  const movedAt = performance.now();
  const told = await Promise.all(heard.map(async (versions) => (await versions.next()).value as number));
  expect(performance.now() - movedAt).toBeLessThan(1_000);
  for (const version of told) expect(version).toBeGreaterThan(now);
  await on.endHold(held.id, "release");
  for (const versions of heard) {
    expect((await versions.next()).value).toBe((await on.readBalance()).version);
    await versions.return(undefined);
  }

  const resumed = await on.owner.send("GET", `${on.base}/events`, { headers: { "last-event-id": String(now) } });
  const versions = versionsIn(resumed);
  expect((await versions.next()).value).toBe((await on.readBalance()).version);
  await versions.return(undefined);
});

test("a member who is removed hears nothing more", async () => {
  const leaver = await on.server.member(on.workspace, "viewer");
  const versions = versionsIn(await leaver.send("GET", `${on.base}/events`));
  await versions.next();
  expect((await leaver.send("DELETE", `${on.base}/members/${leaver.id}`)).status).toBe(204);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
  try {
    await on.placeHold({ credits: 1, kind: "render" });
    expect((await versions.next()).done).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test("a server that stops ends the streams", async () => {
  const response = await on.owner.send("GET", `${on.base}/events`);
  const versions = versionsIn(response);
  await versions.next();
  on.server.services.versions.close();
  expect((await versions.next()).done).toBe(true);
});
