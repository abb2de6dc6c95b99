import type { Catalog, Credits, LengthSample } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import type { ActionReader } from "../credits/action-reader.ts";
import type { DocumentStore } from "../documents/document-store.ts";
import { createAnthropicProvider } from "./anthropic-provider.ts";
import { createDemoProvider } from "./demo/demo-provider.ts";
import { createLearntEstimates, type LearntEstimates } from "./estimates/learnt-estimates.ts";
import { createNextRuns, type NextRuns } from "./next-run.ts";
import type { Provider } from "./provider.ts";
import { type RunDependencies, type RunTiming, shippedTiming } from "./runner/drive-run.ts";
import { createDraftLander } from "./runner/land-draft.ts";
import { createOutputCipher, deriveKey } from "./runner/output-cipher.ts";
import { outputDays } from "./runner/output-days.ts";
import { recoverRuns } from "./runner/recover-runs.ts";
import { createRunStore, type RunStore } from "./runner/run-store.ts";
import { createRunner, type Runner } from "./runner/start-run.ts";
import { createSelectionWorker, type SelectionWorker } from "./selection/selection-worker.ts";
import { type ProviderTimeouts, shippedTimeouts } from "./stream-deadline.ts";
import { recoverUndos } from "./undo/undo-action.ts";
import { createUndoStore, type UndoStore } from "./undo/undo-store.ts";
import { createVoiceStore, type VoiceStore } from "./voice/voice-store.ts";

/** How often each process removes what was kept long enough. */
const housekeepingMs = 3_600_000;
/** How often each process looks for runs whose server died. */
const recoveryMs = 30_000;

/** Everything that AI actions work with; made once per process. */
export type Ai = {
  readonly provider: Provider;
  readonly runner: Runner;
  readonly store: RunStore;
  readonly nextRuns: NextRuns;
  readonly selections: SelectionWorker;
  readonly estimates: LearntEstimates;
  readonly voices: VoiceStore;
  readonly undos: UndoStore;
  readonly quoteKey: Uint8Array;
  /** Takes no more actions, waits up to `limitMs` for those that run, and ends its threads. */
  close(limitMs: number, hurry?: AbortSignal): Promise<void>;
};

export type AiDependencies = {
  readonly configuration: Pick<ServerConfiguration, "secret" | "anthropic" | "aiLimits">;
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly catalog: Catalog;
  readonly documents: DocumentStore;
  readonly actions: ActionReader;
  readonly logger: Logger;
  /** Looks on at whoever writes. */
  readonly observeProvider?: (provider: Provider, payer: "server") => Provider;
  /** Is told how a finished action's charge met what was shown. */
  readonly onEstimated?: (met: { kind: string; writer: string; outcome: LengthSample["outcome"] }) => void;
  /** Shorter in tests. */
  readonly timing?: RunTiming;
  readonly timeouts?: ProviderTimeouts;
  readonly demoTokensPerSecond?: number;
};

function openProvider(deps: AiDependencies): { provider: Provider; close: () => Promise<void> } {
  const { anthropic } = deps.configuration;
  if (anthropic !== null) {
    const provider = createAnthropicProvider({ ...anthropic, timeouts: deps.timeouts ?? shippedTimeouts });
    return { provider, close: () => Promise.resolve() };
  }
  const { demoTokensPerSecond } = deps;
  const demo = createDemoProvider(demoTokensPerSecond === undefined ? {} : { tokensPerSecond: demoTokensPerSecond });
  return { provider: demo, close: () => demo.close() };
}

/** Makes what runs AI actions: the real provider where a key is configured, else the demo writer. */
export function createAi(deps: AiDependencies): Ai {
  const { secret } = deps.configuration;
  const { provider: opened, close: closeProvider } = openProvider(deps);
  const provider = deps.observeProvider?.(opened, "server") ?? opened;
  const limits = deps.configuration.aiLimits;
  const store = createRunStore({ pool: deps.pool, cipher: createOutputCipher(secret), outputDays, limits });
  const undos = createUndoStore({ pool: deps.pool });
  const estimates = createLearntEstimates({
    pool: deps.pool,
    logger: deps.logger,
    ...(deps.onEstimated && { onEstimated: deps.onEstimated }),
  });
  const runs: RunDependencies = {
    credits: deps.credits,
    store,
    learn: estimates.record,
    land: createDraftLander({ documents: deps.documents, logger: deps.logger }),
    timing: deps.timing ?? shippedTiming,
    logger: deps.logger,
    readAction: (workspace, action) => deps.actions.read(workspace, action),
  };
  const runner = createRunner({ ...runs, writer: provider.writer });
  const selections = createSelectionWorker();
  const housekeeping = setInterval(() => {
    store.deleteOld().catch((error: unknown) => deps.logger.warn({ err: error }, "old outputs could not be removed"));
    estimates.store
      .deleteOld()
      .catch((error: unknown) => deps.logger.warn({ err: error }, "old figures of estimates could not be removed"));
  }, housekeepingMs).unref();
  const recovery = setInterval(() => {
    recoverRuns(runs).catch((error: unknown) => deps.logger.warn({ err: error }, "cut runs could not be closed"));
    recoverUndos({ undos, credits: deps.credits }).catch((error: unknown) =>
      deps.logger.warn({ err: error }, "refunds of undone actions could not be posted"),
    );
  }, recoveryMs).unref();
  return {
    provider,
    runner,
    store,
    nextRuns: createNextRuns({ pool: deps.pool }),
    selections,
    estimates,
    voices: createVoiceStore({ pool: deps.pool }),
    undos,
    quoteKey: deriveKey(secret, "ai quote 1"),
    close: async (limitMs, hurry) => {
      clearInterval(housekeeping);
      clearInterval(recovery);
      await runner.close(limitMs, hurry);
      await Promise.all([selections.close(), closeProvider(), estimates.close()]);
    },
  };
}
