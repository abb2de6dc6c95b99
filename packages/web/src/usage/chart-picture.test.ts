import type { UsageDay } from "@dokly/contract";
import { expect, test } from "vitest";
import { axisOf, chartPicture, type PictureLook, type PictureWords, type Shape } from "./chart-picture.ts";
import { svgOf } from "./picture-files.ts";

const words: PictureWords = {
  title: "Past 30 days",
  summary: "7 credits in 2 actions",
  kindName: (kind) => kind,
  dayName: (date) => date.slice(5),
  number: String,
};
const look: PictureLook = { ground: "#fff", ink: "#000", faint: "#777", colorOf: (kind) => `#${kind}` };
const day = (date: string, byKind: Record<string, number>): UsageDay => ({
  date,
  byKind,
  credits: Object.values(byKind).reduce((all, credits) => all + credits, 0),
  actions: 1,
});
const rects = (shapes: readonly Shape[], fill: string) =>
  shapes.filter((shape) => shape.type === "rect" && shape.fill === fill && shape.width !== 12);

test("the axis ends at or above the highest day, on round steps", () => {
  expect(axisOf(0)).toEqual({ top: 1, step: 1 });
  expect(axisOf(1)).toEqual({ top: 1, step: 1 });
  expect(axisOf(4)).toEqual({ top: 4, step: 1 });
  expect(axisOf(5)).toEqual({ top: 6, step: 2 });
  expect(axisOf(37)).toEqual({ top: 40, step: 10 });
  expect(axisOf(2_443)).toEqual({ top: 3_000, step: 1_000 });
});

test("bars stand on the ground line, stacked without gaps, as high as their credits", () => {
  const { shapes } = chartPicture(
    { days: [day("2026-10-25", { aaa: 3, bbb: 1 })], kinds: ["aaa", "bbb"] },
    words,
    look,
  );
  const [lower] = rects(shapes, "#aaa");
  const [upper] = rects(shapes, "#bbb");
  expect(lower).toMatchObject({ y: 84 + 65, height: 195 });
  expect(upper).toMatchObject({ y: 84, height: 65 });
});

test("a zero day keeps its room and has no bar", () => {
  const days = [day("2026-10-24", { aaa: 1 }), day("2026-10-25", {}), day("2026-10-26", { aaa: 1 })];
  const bars = rects(chartPicture({ days, kinds: ["aaa"] }, words, look).shapes, "#aaa");
  expect(bars).toHaveLength(2);
  const [first, last] = bars;
  expect((last?.x ?? 0) - (first?.x ?? 0)).toBeCloseTo((2 * (936 - 64)) / 3);
});

test("the last day is named, and each fifth before it", () => {
  const days = Array.from({ length: 30 }, (_, at) => day(`2026-10-${String(at + 1).padStart(2, "0")}`, { aaa: 1 }));
  const { shapes } = chartPicture({ days, kinds: ["aaa"] }, words, look);
  const names = shapes.flatMap((shape) => (shape.type === "text" && shape.text.startsWith("10-") ? [shape.text] : []));
  expect(names).toEqual(["10-05", "10-10", "10-15", "10-20", "10-25", "10-30"]);
});

test("without any action there is a picture all the same", () => {
  const { shapes, height } = chartPicture({ days: [], kinds: [] }, words, look);
  expect(height).toBeGreaterThan(300);
  expect(shapes.every((shape) => Number.isFinite(shape.x) && Number.isFinite(shape.y))).toBe(true);
});

test("what a service called its kind is text in the file, never markup", () => {
  const kind = `"/><script>alert(1)</script>`;
  const svg = svgOf(
    chartPicture({ days: [day("2026-10-25", { [kind]: 1 })], kinds: [kind] }, words, look),
    look.ground,
  );
  expect(svg).not.toContain("<script");
  expect(svg).toContain("&#60;script&#62;alert(1)");
  expect(svg).not.toContain("style=");
});
