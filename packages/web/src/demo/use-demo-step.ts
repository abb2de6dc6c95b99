import type { DemoStep, Verification } from "@dokly/contract";
import { verification } from "@dokly/contract";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { balanceQuery, refreshCredits } from "../api/credits.ts";
import { errorSentence } from "../api/error-sentence.ts";
import { nextRunKey, setNextRun } from "../api/next-run.ts";
import { queryKeys } from "../api/query-keys.ts";
import { useConfiguration } from "../api/session.ts";
import { announce } from "../app/announcer.tsx";
import { refreshTimed, setClock } from "../clock/clock-queries.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import { emptyBucket, stepToReset } from "./demo-queries.ts";

const words = strings.demo.done;

/** What a step came to: a sentence, and what was verified where that was the step. */
type StepDone = { readonly text: string; readonly found?: Verification };

type Asked = { readonly workspace: string; readonly client: QueryClient; readonly writer: "anthropic" | "demo" };

const acts: Record<DemoStep, (asked: Asked) => Promise<StepDone>> = {
  "fail-action": async ({ workspace, client, writer }) => {
    // A real provider is not asked at all, since it would want to be paid for its half of a text.
    await setNextRun(workspace, { behavior: writer === "demo" ? "fail-midway" : "fail-at-start" });
    await client.invalidateQueries({ queryKey: nextRunKey(workspace) });
    return { text: words.failing };
  },
  "empty-bucket": async ({ workspace, client }) => {
    const { taken, available, held } = await emptyBucket(workspace);
    await refreshCredits(client, workspace);
    return { text: words.emptied(taken, available, held) };
  },
  "step-to-reset": async ({ workspace, client }) => {
    const { period } = await client.ensureQueryData(balanceQuery(workspace));
    try {
      const { now } = await stepToReset(workspace, period.end);
      return { text: words.stepped(exactInstantText(now)) };
    } finally {
      // Where the reset has passed already, the next one is to be seen.
      await refreshClock(client);
    }
  },
  verify: async ({ workspace }) => {
    const found = await api.post(apiPath("workspaces", workspace, "verify"), {}, verification);
    return { text: found.ok ? words.verified : words.differs(found.differing), found };
  },
  "end-clock": async ({ client }) => {
    await setClock(null);
    await refreshClock(client);
    return { text: words.ended };
  },
};

async function refreshClock(client: QueryClient): Promise<void> {
  await Promise.all([client.invalidateQueries({ queryKey: queryKeys.configuration }), refreshTimed(client)]);
}

/** Takes a step of the demo bar; what came out of it is said to screen readers too. */
export function useDemoStep(workspace: string, step: DemoStep) {
  const client = useQueryClient();
  const { writer } = useConfiguration();
  return useMutation({
    mutationFn: () => acts[step]({ workspace, client, writer }),
    onSuccess: ({ text }) => announce(text),
    onError: (error) => announce(errorSentence(error)),
  });
}
