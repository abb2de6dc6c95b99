import { type LearntLengths, type LengthSample, type LengthStatistics, poolLengths } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import { type ActionSort, type FinishedAction, sampleOf } from "./finished-action.ts";
import { createStatisticsStore, everyLanguage, type StatisticsStore } from "./statistics-store.ts";

/** How old what estimates go by may be before it is read anew, beside the request that notices. */
const freshMs = 10_000;
/** Samples that wait to be written, one after the other on one connection; what comes on top is not learnt. */
const waitingMax = 1_000;

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

/** Names what is pooled together: one language leans on the others of its kind, writer and model. */
const familyOf = ({ kind, writer, model }: ActionSort): string => JSON.stringify([kind, writer, model]);

type Shares = Map<number, LengthStatistics>;

/** The entry of a key, made where there is none. */
function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Learns from the finished actions of all servers of a deployment, and answers what estimates go by. */
export function createLearntEstimates({
  pool,
  logger,
  onEstimated,
}: {
  pool: pg.Pool;
  logger: Logger;
  /** Is told how each finished action met its estimate. */
  onEstimated?: (met: { kind: string; writer: string; outcome: LengthSample["outcome"] }) => void;
}): LearntEstimates {
  const store = createStatisticsStore({ pool });
  const statistics = new Map<string, Map<string, Shares>>();
  const pooled = new Map<string, Map<string, LearntLengths>>();
  let written: Promise<void> = Promise.resolve();
  let waiting = 0;
  let upTo: Date | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const changed = await store.readChanged(upTo);
    for (const { sort, share, statistics: row } of changed.rows) {
      const family = familyOf(sort);
      const languages = entryOf(statistics, family, () => new Map<string, Shares>());
      const shares = entryOf<Shares>(languages, sort.language, () => new Map());
      // What was read before comes again for a while; only news are worth pooling anew.
      if (shares.get(share)?.samples === row.samples) continue;
      shares.set(share, row);
      pooled.delete(family);
    }
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
    const family = familyOf(sort);
    const languages = entryOf(pooled, family, () => new Map<string, LearntLengths>());
    return entryOf(languages, sort.language, () => {
      const shares = statistics.get(family)?.get(sort.language) ?? new Map<number, LengthStatistics>();
      return poolLengths([...shares.values()], related);
    });
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
      const { kind, writer } = finished.sort;
      onEstimated?.({ kind, writer, outcome: sample.outcome });
      if (waiting >= waitingMax) return;
      waiting++;
      written = written
        .then(() => store.add(finished, sample))
        .catch((error: unknown) => logger.warn({ err: error }, "the lengths of a finished action could not be learnt"))
        .finally(() => {
          waiting--;
        });
    },
    close: async () => {
      await Promise.all([written, reading?.catch(() => undefined)]);
    },
  };
}
