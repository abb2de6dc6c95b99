import { type Estimates, kinds, selectionLengthMax, type TextRange } from "@dokly/contract";
import { useQuery } from "@tanstack/react-query";
import { estimateKinds } from "../api/ai.ts";
import type { PageSession } from "./page-session.ts";
import type { OffsetMap } from "./page-text.ts";

/** What the AI menu knows about a selection: every kind's estimate, and the exact input that they are for. */
export type Estimated = {
  items: Estimates["items"];
  input: { document: string; version: string; range: TextRange };
  map: OffsetMap;
};

const settleMs = 120;

/**
 * Estimates every kind on a selection (in the editor's offsets). The page is saved first, as the server estimates
 * on what
 * it has. `ask` counts how often the menu was opened, so that each opening gets fresh numbers.
 */
export function useEstimates(options: {
  workspace: string;
  path: string;
  session: PageSession;
  selection: { from: number; to: number } | null;
  ask: number;
}) {
  const { workspace, path, session, selection, ask } = options;
  return useQuery({
    queryKey: ["workspace", workspace, "estimates", path, ask, selection],
    enabled: selection !== null && selection.to - selection.from <= selectionLengthMax,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }): Promise<Estimated> => {
      if (selection === null) throw new Error("There is no selection to estimate");
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      const { version, map } = await session.flush();
      const range = { start: map.toStored(selection.from), end: map.toStored(selection.to) };
      const input = { document: path, version, range };
      return { ...(await estimateKinds(workspace, kinds, input, signal)), input, map };
    },
  });
}
