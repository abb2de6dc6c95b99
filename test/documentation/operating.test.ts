import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createMetrics } from "../../packages/server/src/metrics/metrics.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/operating.md");
const dashboard = z
  .object({
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).optional() })),
  })
  .parse(JSON.parse(read("deploy/grafana/dokly.json")));
const rule = z.strictObject({
  alert: z.string().regex(/^Dokly[A-Za-z]+$/),
  expr: z.string().min(1),
  for: z
    .string()
    .regex(/^\d+[smhd]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
  annotations: z.strictObject({ summary: z.string().min(1), runbook: z.string() }),
});
const alerts = z
  .strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })).min(1) })
  .parse(parse(read("deploy/prometheus/dokly-alerts.yml")))
  .groups.flatMap(({ rules }) => rules);

const expressions = [
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...alerts.map(({ expr }) => expr),
];
const namesIn = (text: string): string[] => text.match(/\b(?:dokly|process|nodejs)_[a-z0-9_]+/g) ?? [];
const withoutPart = (name: string): string => name.replace(/_(bucket|sum|count)$/, "");

/** The metrics of a process, each with the labels that it may have. */
async function toldMetrics(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { registry } = createMetrics();
  const metrics = registry.getMetricsAsArray() as unknown as readonly {
    name: string;
    labelNames?: readonly string[];
  }[];
  return new Map(metrics.map(({ name, labelNames = [] }) => [name, labelNames]));
}

describe("what looks on", () => {
  test("the dashboard and the alerts ask for metrics that there are, and for labels that they have", async () => {
    const told = await toldMetrics();
    const asked = expressions.flatMap((expr) => namesIn(expr).map(withoutPart));
    expect(asked.length).toBeGreaterThan(60);
    expect([...new Set(asked)].filter((name) => !told.has(name))).toEqual([]);
    const unknown = expressions.flatMap((expr) =>
      [...expr.matchAll(/\b(dokly_[a-z0-9_]+)\{([^}]*)\}/g)].flatMap(([, name = "", selectors = ""]) =>
        [...selectors.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)]
          .map(([, label = ""]) => label)
          .filter((label) => label !== "job" && told.get(withoutPart(name))?.includes(label) !== true)
          .map((label) => `${name} has no ${label}`),
      ),
    );
    expect(unknown).toEqual([]);
  });

  test("every metric of ours is on the dashboard and in the page's table, which has no other", async () => {
    const ours = [...(await toldMetrics()).keys()].filter((name) => name.startsWith("dokly_"));
    const shown = new Set(expressions.flatMap(namesIn).map(withoutPart));
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
    const table = page.split("\n").filter((line) => line.startsWith("| `dokly_"));
    const described = table.flatMap((line) => namesIn(line.split("|")[1] ?? ""));
    expect(described.toSorted()).toEqual(ours.toSorted());
    const elsewhere = namesIn(page).filter((name) => !name.startsWith("dokly_") || !ours.includes(name));
    const told = await toldMetrics();
    expect(elsewhere.filter((name) => !told.has(name))).toEqual([]);
  });

  test("each alert leads to a runbook of its own that says what to do, and no runbook is left over", () => {
    const runbooks = new Map(
      page
        .split(/^### (?=Dokly)/m)
        .slice(1)
        .map((section) => {
          const [name = "", ...lines] = section.split("\n");
          return [name, lines.join(" ").split("## ")[0]?.trim() ?? ""];
        }),
    );
    expect([...runbooks.keys()].toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
    for (const { alert, annotations } of alerts) {
      expect(annotations.runbook).toBe(`docs/operating.md#${alert.toLowerCase()}`);
      expect(runbooks.get(alert)?.length, alert).toBeGreaterThan(80);
    }
  });
});
