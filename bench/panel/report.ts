import { describeConditions } from "../engine/report.ts";
import { markdownTable } from "../engine/table.ts";
import type { PanelFigure, Size } from "./measure-panel.ts";
import { markMs, type PanelResult } from "./run-panel.ts";

/** The result in words and a table, in Markdown. */
export function describePanel(result: PanelResult): string {
  const { actions, figures, isClean, isQuick, rounds, times } = result;
  const number = (value: number): string => value.toLocaleString("en");
  const names = [...new Set(figures.map(({ name }) => name))];
  const rows = names.map((name) => [name, ...cellsOf(figures, name, "small"), ...cellsOf(figures, name, "large")]);
  const columns = (size: Size): readonly string[] => [
    `p50, ${number(actions[size])} actions`,
    "p99",
    "best p99",
    "CPU",
  ];
  return [
    describeConditions(result.machine, "none"),
    `Two workspaces with a history of ${number(result.days)} days among ${number(result.workspaces)}, written by SQL in ` +
      `${result.fillSeconds.toFixed(0)} s. Asked one after the other, of the engine itself: without HTTP and people's ` +
      `names; ${number(times)} times in each of ${rounds} rounds, beginning at a load average of ${result.load.toFixed(1)}. ` +
      "Medians of the rounds, the p99 of the round that was disturbed least, and CPU time of Node and PostgreSQL; all in ms.",
    markdownTable(["ms", ...columns("small"), ...columns("large")], rows),
    isQuick ? "A smoke run: no mark is held to." : `${isClean ? "Each" : "NOT each"} best p99 is under ${markMs} ms.`,
  ].join("\n\n");
}

function cellsOf(figures: readonly PanelFigure[], name: string, size: Size): readonly string[] {
  const found = figures.find((one) => one.name === name && one.size === size);
  if (found === undefined) return ["", "", "", ""];
  const cpu = found.postgresCpuMs === null ? "–" : `${found.nodeCpuMs.toFixed(1)} + ${found.postgresCpuMs.toFixed(1)}`;
  return [found.p50Ms.toFixed(1), found.p99Ms.toFixed(1), found.bestP99Ms.toFixed(1), cpu];
}
