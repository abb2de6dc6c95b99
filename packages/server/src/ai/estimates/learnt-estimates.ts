import { type LearntLengths, type LengthStatistics, poolLengths } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import { type ActionSort, type FinishedAction, sampleOf } from "./finished-action.ts";
import { createStatisticsStore, everyLanguage, type StatisticsStore } from "./statistics-store.ts";

/** How old what estimates go by may be before it is read anew, beside the request that notices. */
const freshMs = 10_000;

export type LearntEstimates = {
  /** What estimates of this sort go by. Never waits: it answers from what was read last. */
  learntFor(sort: ActionSort): LearntLengths;
  /** Learns from a finished action. Never throws and needs no waiting: what can not be written is one sample less. */
  record(finished: FinishedAction): void;
  /** Reads what other servers, and this one, have learnt. */
  refresh(): Promise<void>;
  readonly store: StatisticsStore;
  /** Waits for what is being written. */
  close(): Promise<void>;
};

const groupOf = ({ kind, writer, model, language }: ActionSort): string =>
  JSON.stringify([kind, writer, model, language]);

/** Learns from the finished actions of all servers of a deployment, and answers what estimates go by. */
export function createLearntEstimates({ pool, logger }: { pool: pg.Pool; logger: Logger }): LearntEstimates {
  const store = createStatisticsStore({ pool });
  const statistics = new Map<string, Map<number, LengthStatistics>>();
  const pooled = new Map<string, LearntLengths>();
  const writing = new Set<Promise<void>>();
  let upTo: Date | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const changed = await store.readChanged(upTo);
    for (const row of changed.rows) {
      const group = groupOf(row.sort);
      const shares = statistics.get(group) ?? new Map<number, LengthStatistics>();
      statistics.set(group, shares.set(row.share, row.statistics));
    }
    if (changed.rows.length > 0) pooled.clear();
    upTo = changed.upTo;
  }

  function refresh(): Promise<void> {
    readAt = performance.now();
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }

  function poolFor(sort: ActionSort, related: LearntLengths | null): LearntLengths {
    const group = groupOf(sort);
    const known = pooled.get(group) ?? poolLengths([...(statistics.get(group)?.values() ?? [])], related);
    pooled.set(group, known);
    return known;
  }

  return {
    store,
    refresh,
    learntFor(sort) {
      if (performance.now() - readAt > freshMs) {
        refresh().catch((error: unknown) =>
          logger.warn({ err: error }, "what estimates have learnt could not be read"),
        );
      }
      return poolFor(sort, poolFor({ ...sort, language: everyLanguage }, null));
    },
    record(finished) {
      const sample = sampleOf(finished);
      if (sample === null) return;
      const written = store
        .add(finished, sample)
        .catch((error: unknown) => logger.warn({ err: error }, "the lengths of a finished action could not be learnt"))
        .finally(() => writing.delete(written));
      writing.add(written);
    },
    close: async () => {
      await Promise.all([...writing, reading?.catch(() => undefined)]);
    },
  };
}
