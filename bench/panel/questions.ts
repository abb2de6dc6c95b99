import type { ActionFilter, Credits, WorkspaceId } from "@dokly/credits";
import { exportReply } from "../../packages/server/src/credits/action-export.ts";
import { actionToWire } from "../../packages/server/src/credits/to-wire.ts";

/** One thing that the panel asks. */
export type PanelQuestion = { readonly name: string; ask(): Promise<number> };

/** As many rows as a page of the log has. */
const pageRows = 50;
const dayMs = 86_400_000;
const noContext = { names: new Map<string, string>(), undone: new Set<string>(), hasUndo: false };

/** What is asked of one workspace; each answers with how many rows it got. */
export async function panelQuestions(
  credits: Credits,
  workspace: WorkspaceId,
  { days }: { readonly days: number },
): Promise<readonly PanelQuestion[]> {
  const page = async (filter: ActionFilter, cursor: string | null = null): Promise<number> => {
    const more = cursor === null ? {} : { cursor };
    return (await credits.listActions({ workspace, filter, limit: pageRows, ...more })).items.length;
  };
  const longAgo = new Date(Date.now() - (days * dayMs) / 2);
  const middle = await credits.listActions({ workspace, filter: { to: longAgo }, limit: 1 });
  const deep = middle.nextCursor;
  const names = (await credits.listActions({ workspace, limit: 10 })).items.map(({ document }) => document?.path ?? "");
  return [
    { name: "balance", ask: async () => (await credits.getBalance({ workspace })).lots.length },
    {
      name: "30-day chart",
      ask: async () => (await credits.getUsage({ workspace, days: 30, timeZone: "Europe/Berlin" })).length,
    },
    { name: "first page", ask: () => page({}) },
    { name: "deep page", ask: () => page({}, deep) },
    { name: "page of a day long ago", ask: () => page({ from: longAgo, to: new Date(longAgo.getTime() + dayMs) }) },
    { name: "page of a kind", ask: () => page({ kind: "translate" }) },
    { name: "page of failures", ask: () => page({ outcome: "failed" }) },
    { name: "page of a rare member", ask: () => page({ member: "rare" }) },
    { name: "page of a document", ask: () => page({ document: names[0] ?? "none" }) },
    { name: "search for a document", ask: () => page({ search: { text: names[0] ?? "none" } }) },
    { name: "CSV start", ask: () => csvStart(credits, workspace) },
  ];
}

/** Until the first rows of the file are there. */
async function csvStart(credits: Credits, workspace: WorkspaceId): Promise<number> {
  const read = async (cursor: string | null) => {
    const more = cursor === null ? {} : { cursor };
    const page = await credits.listActions({ workspace, limit: cursor === null ? 100 : 1_000, ...more });
    return { items: page.items.map((record) => actionToWire(record, noContext)), nextCursor: page.nextCursor };
  };
  const reply = await exportReply({ format: "csv", name: "bench", read });
  const reader = reply.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return value?.length ?? 0;
}
