import { describe, expect, it } from "vitest";
import { judgeQuality } from "./quality-aims.ts";

const good = { samples: 400, insidePercent: 95, below: 12, cut: 4, cutPercent: 1, medianWidth: 2.5 };

describe("judgeQuality", () => {
  it("takes the aims themselves for reached", () => {
    expect(judgeQuality(good)).toEqual({ inside: "reached", cut: "reached", width: "reached" });
  });

  it("tells each figure that misses its aim", () => {
    expect(judgeQuality({ ...good, insidePercent: 94.9, cutPercent: 1.1, medianWidth: 2.6 })).toEqual({
      inside: "missed",
      cut: "missed",
      width: "missed",
    });
  });

  it("says nothing of a handful of charges, or of none", () => {
    const thin = { inside: "thin", cut: "thin", width: "thin" };
    expect(judgeQuality({ ...good, samples: 19 })).toEqual(thin);
    const none = { samples: 0, insidePercent: null, below: 0, cut: 0, cutPercent: null, medianWidth: null };
    expect(judgeQuality(none)).toEqual(thin);
  });
});
