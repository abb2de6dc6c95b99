import { expect, test } from "vitest";
import { type WaitingRun, waitingRunPlace } from "./waiting-run.ts";

const hour = 60 * 60 * 1000;
const run: WaitingRun = {
  kind: "custom",
  options: { instruction: "Turn this into a list" },
  high: 3,
  original: "One. Two.",
  before: "# Title\n\n",
  from: 9,
  askedAt: 0,
};

function storage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
}

test("an action that waits for credits is there again with its instruction, on its own page only", () => {
  const kept = storage();
  waitingRunPlace(kept, "ws_1", "a.md").write(run);
  expect(waitingRunPlace(kept, "ws_1", "a.md").read(hour)).toEqual(run);
  expect(waitingRunPlace(kept, "ws_1", "b.md").read(hour)).toBeNull();
  expect(waitingRunPlace(kept, "ws_2", "a.md").read(hour)).toBeNull();
});

test("after a day nobody is asked about it any more", () => {
  const place = waitingRunPlace(storage(), "ws_1", "a.md");
  place.write(run);
  expect(place.read(24 * hour - 1)).toEqual(run);
  expect(place.read(24 * hour)).toBeNull();
});

test("what can not be read, or is not an action, is nothing", () => {
  const kept = storage();
  kept.setItem("dokly.waiting.ws_1/a.md", "{");
  expect(waitingRunPlace(kept, "ws_1", "a.md").read(0)).toBeNull();
  kept.setItem("dokly.waiting.ws_1/a.md", JSON.stringify({ ...run, kind: "nothing" }));
  expect(waitingRunPlace(kept, "ws_1", "a.md").read(0)).toBeNull();
});
