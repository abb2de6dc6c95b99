import { expect, test } from "vitest";
import { durationText } from "./duration-text.ts";

test("durations: seconds with a tenth below a minute, then minutes and seconds; never negative", () => {
  expect(durationText("2026-11-23T10:00:00.000Z", "2026-11-23T10:00:00.840Z", "en")).toBe("0.8s");
  expect(durationText("2026-11-23T10:00:00Z", "2026-11-23T10:02:05Z", "en")).toBe("2m 5s");
  expect(durationText("2026-11-23T10:00:01Z", "2026-11-23T10:00:00Z", "en")).toBe("0s");
});
