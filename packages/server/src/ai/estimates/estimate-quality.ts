import type { EstimateQuality } from "@dokly/contract";
import type { OutcomeRow } from "./statistics-store.ts";

type Figures = EstimateQuality["all"];

/** Tenths of a percent, rounded down: 94.96 % is not shown as 95. */
function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part * 1_000) / whole) / 10;
}

function medianWidthOf(rows: readonly OutcomeRow[], samples: number): number | null {
  let upTo = 0;
  for (const row of rows.toSorted((a, b) => a.widthTenths - b.widthTenths)) {
    upTo += row.samples;
    if (2 * upTo >= samples) return row.widthTenths / 10;
  }
  return null;
}

function figuresOf(rows: readonly OutcomeRow[]): Figures {
  const sum = (part: "samples" | "inside" | "below" | "cut"): number => rows.reduce((all, row) => all + row[part], 0);
  const samples = sum("samples");
  const cut = sum("cut");
  // Rounded up: 1.01 % is not shown as the 1 % that is allowed.
  const cutPercent = samples === 0 ? null : Math.ceil((cut * 1_000) / samples) / 10;
  return {
    samples,
    insidePercent: percentOf(sum("inside"), samples),
    below: sum("below"),
    cut,
    cutPercent,
    medianWidth: samples === 0 ? null : medianWidthOf(rows, samples),
  };
}

/** Sums up how estimates and charges met: all together, and by kind and writer. */
export function summarizeQuality(rows: readonly OutcomeRow[], days: number): EstimateQuality {
  const groups = Map.groupBy(rows, ({ kind, writer }) => `${kind} ${writer}`);
  const items = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ kind: first.kind, writer: first.writer, ...figuresOf(group) }];
  });
  return { days, all: figuresOf(rows), items };
}
