import { describe, expect, test } from "vitest";
import { DatabaseTime } from "./database-time.ts";

const heard = new Date("2027-01-01T00:00:00.000Z");
const later = (ms: number): Date => new Date(heard.getTime() + ms);

describe("the database's time", () => {
  test("goes on from what was heard last, in whole milliseconds and never ahead of it", () => {
    let steady = 1_000;
    const time = new DatabaseTime(() => steady);
    expect(time.now()).toBeNull();
    time.hear(heard);
    expect(time.now()).toEqual(heard);
    steady += 12.9;
    expect(time.now()).toEqual(later(12));
    time.hear(later(500));
    steady += 1;
    expect(time.now()).toEqual(later(501));
  });

  test("is not known any more when it was heard too long ago", () => {
    let steady = 0;
    const time = new DatabaseTime(() => steady);
    time.hear(heard);
    steady = 10_000;
    expect(time.now()).toEqual(later(10_000));
    steady = 10_000.1;
    expect(time.now()).toBeNull();
  });
});
