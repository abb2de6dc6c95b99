import type { UsageDay } from "@dokly/contract";

/** What a picture of the chart is drawn from: shapes in pixels, in the order in which they are painted. */
export type Shape =
  | {
      readonly type: "rect";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
    }
  | {
      readonly type: "text";
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly weight: 400 | 600;
      readonly anchor: "start" | "middle" | "end";
      readonly fill: string;
    };

export type Picture = { readonly width: number; readonly height: number; readonly shapes: readonly Shape[] };

export type PictureLook = {
  readonly ground: string;
  readonly ink: string;
  readonly faint: string;
  readonly colorOf: (kind: string) => string;
};

export type PictureWords = {
  readonly title: string;
  readonly summary: string;
  readonly kindName: (kind: string) => string;
  readonly dayName: (date: string) => string;
  readonly number: (value: number) => string;
};

const width = 960;
const plot = { left: 64, top: 84, right: 936, height: 260 } as const;
const legend = { rowHeight: 24, columnWidth: 218, columns: 4 } as const;
/** A day is named each so many days, from the last one back. */
const daysPerName = 5;

/**
 * The highest line of the axis and the step between lines: round numbers, at most five lines, never below 1.
 *
 * @example axisOf(37) // { top: 40, step: 10 }
 */
export function axisOf(most: number): { readonly top: number; readonly step: number } {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power);
  return { top: step * Math.max(1, Math.ceil(most / step)), step };
}

/** Lays the days out as bars stacked by kind, with axis, title and a legend that says each kind's sum. */
export function chartPicture(
  data: { readonly days: readonly UsageDay[]; readonly kinds: readonly string[] },
  words: PictureWords,
  look: PictureLook,
): Picture {
  const legendTop = plot.top + plot.height + 52;
  const rows = Math.ceil(data.kinds.length / legend.columns);
  return {
    width,
    height: legendTop + rows * legend.rowHeight + 12,
    shapes: [
      ...titleShapes(words, look),
      ...axisShapes(data.days, words, look),
      ...barShapes(data, words, look),
    ].concat(legendShapes(data, legendTop, { words, look })),
  };
}

function titleShapes(words: PictureWords, look: PictureLook): Shape[] {
  const line = { type: "text", x: 24, anchor: "start" } as const;
  return [
    { ...line, y: 34, text: words.title, size: 20, weight: 600, fill: look.ink },
    { ...line, y: 58, text: words.summary, size: 14, weight: 400, fill: look.faint },
  ];
}

function axisShapes(days: readonly UsageDay[], words: PictureWords, look: PictureLook): Shape[] {
  const { top, step } = axisOf(Math.max(0, ...days.map((day) => day.credits)));
  return Array.from({ length: Math.round(top / step) + 1 }, (_, at) => at * step).flatMap((value): Shape[] => {
    const y = plot.top + plot.height - (value / top) * plot.height;
    return [
      {
        type: "rect",
        x: plot.left,
        y,
        width: plot.right - plot.left,
        height: value === 0 ? 1.5 : 0.5,
        fill: look.faint,
      },
      {
        type: "text",
        x: plot.left - 10,
        y: y + 4,
        text: words.number(value),
        size: 12,
        weight: 400,
        anchor: "end",
        fill: look.faint,
      },
    ];
  });
}

function barShapes(
  { days, kinds }: { readonly days: readonly UsageDay[]; readonly kinds: readonly string[] },
  words: PictureWords,
  look: PictureLook,
): Shape[] {
  const { top } = axisOf(Math.max(0, ...days.map((day) => day.credits)));
  const room = (plot.right - plot.left) / Math.max(1, days.length);
  const barWidth = Math.min(26, room * 0.7);
  return days.flatMap((day, at) => {
    const middle = plot.left + room * (at + 0.5);
    let y = plot.top + plot.height;
    const bars = kinds.flatMap((kind): Shape[] => {
      const height = ((day.byKind[kind] ?? 0) / top) * plot.height;
      y -= height;
      return height > 0
        ? [{ type: "rect", x: middle - barWidth / 2, y, width: barWidth, height, fill: look.colorOf(kind) }]
        : [];
    });
    if ((days.length - 1 - at) % daysPerName !== 0) return bars;
    const text = words.dayName(day.date);
    const place = { x: middle, y: plot.top + plot.height + 20, anchor: "middle" } as const;
    return [...bars, { type: "text", ...place, text, size: 12, weight: 400, fill: look.faint }];
  });
}

function legendShapes(
  { days, kinds }: { readonly days: readonly UsageDay[]; readonly kinds: readonly string[] },
  top: number,
  { words, look }: { readonly words: PictureWords; readonly look: PictureLook },
): Shape[] {
  return kinds.flatMap((kind, at): Shape[] => {
    const x = 24 + (at % legend.columns) * legend.columnWidth;
    const y = top + Math.floor(at / legend.columns) * legend.rowHeight;
    const sum = days.reduce((all, day) => all + (day.byKind[kind] ?? 0), 0);
    const text = `${words.kindName(kind)}  ${words.number(sum)}`;
    return [
      { type: "rect", x, y: y - 10, width: 12, height: 12, fill: look.colorOf(kind) },
      { type: "text", x: x + 19, y, text, size: 13, weight: 400, anchor: "start", fill: look.ink },
    ];
  });
}
