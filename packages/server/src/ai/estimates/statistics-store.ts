import { createHash } from "node:crypto";
import { type LengthSample, type LengthStatistics, learnLengths, noStatistics, type WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { type ActionSort, type FinishedAction, widthTenths } from "./finished-action.ts";

/** The statistics of one eighth of the workspaces about one sort of action. */
export type StatisticsRow = {
  readonly sort: ActionSort;
  readonly share: number;
  readonly statistics: LengthStatistics;
};

/** The language that stands for all of a kind. */
export const everyLanguage = "*";
const shares = 8;
/** Changes are asked for again that are a little older than the newest one seen: they may have been committed late. */
const overlapSeconds = 30;
const qualityDays = 90;

type Row = {
  kind: string;
  writer: "anthropic" | "demo";
  model: string;
  language: string;
  share: number;
  samples: number;
  input: number[];
  output: number[];
  thinking: number[];
  cut: number;
  below: number;
  updated_at: Date;
};

const columns = "kind, writer, model, language, share, samples, input, output, thinking, cut, below, updated_at";

function fromRow(row: Row): StatisticsRow {
  const { kind, writer, model, language, share, samples, cut, below } = row;
  const isEmpty = row.output.length !== noStatistics.output.length;
  const sketches = { input: row.input, output: row.output, thinking: row.thinking };
  return {
    sort: { kind, writer, model, language },
    share,
    statistics: isEmpty ? noStatistics : { samples, ...sketches, cut, below },
  };
}

/** Which eighth of the workspaces a workspace belongs to: by its id, the same in every process. */
export function shareOf(workspace: WorkspaceId): number {
  return createHash("sha256").update(workspace).digest().readUInt8(0) % shares;
}

async function learnRows(client: pg.PoolClient, finished: FinishedAction, sample: LengthSample): Promise<void> {
  const { kind, writer, model, language } = finished.sort;
  const key = [kind, writer, model, [everyLanguage, language], shareOf(finished.workspace)];
  await client.query(
    `insert into dokly.ai_length_statistics (kind, writer, model, language, share)
     select $1, $2, $3, language, $5 from unnest($4::text[]) language order by language
     on conflict do nothing`,
    key,
  );
  // Locked in one order, so that two servers never wait for each other; read under the lock, so that none is lost.
  const { rows } = await client.query<Row>(
    `select ${columns} from dokly.ai_length_statistics
     where kind = $1 and writer = $2 and model = $3 and language = any ($4) and share = $5
     order by language for update`,
    key,
  );
  for (const { sort, share, statistics } of rows.map(fromRow)) {
    const { samples, input, output, thinking, cut, below } = learnLengths(statistics, sample);
    await client.query(
      `update dokly.ai_length_statistics set samples = $6, input = $7, output = $8, thinking = $9, cut = $10,
         below = $11, updated_at = clock_timestamp()
       where kind = $1 and writer = $2 and model = $3 and language = $4 and share = $5`,
      [kind, writer, model, sort.language, share, samples, input, output, thinking, cut, below],
    );
  }
}

async function countOutcome(client: pg.PoolClient, finished: FinishedAction, sample: LengthSample): Promise<void> {
  const counts = (["inside", "below", "cut"] as const).map((outcome) => (sample.outcome === outcome ? 1 : 0));
  await client.query(
    `insert into dokly.ai_estimate_quality as quality
       (workspace_id, day, kind, writer, width_tenths, samples, inside, below, cut)
     values ($1, (clock_timestamp() at time zone 'UTC')::date, $2, $3, $4, 1, $5, $6, $7)
     on conflict (workspace_id, day, kind, writer, width_tenths) do update set samples = quality.samples + 1,
       inside = quality.inside + excluded.inside, below = quality.below + excluded.below,
       cut = quality.cut + excluded.cut`,
    [finished.workspace, finished.sort.kind, finished.sort.writer, widthTenths(finished), ...counts],
  );
}

export type OutcomeRow = {
  readonly kind: string;
  readonly writer: "anthropic" | "demo";
  readonly widthTenths: number;
  readonly samples: number;
  readonly inside: number;
  readonly below: number;
  readonly cut: number;
};

/** What is kept of finished actions, shared by all servers of a deployment. */
export function createStatisticsStore({ pool }: { pool: pg.Pool }) {
  return {
    /** Takes in one finished action, from any number of servers at once; all of it or nothing. */
    async add(finished: FinishedAction, sample: LengthSample): Promise<void> {
      const client = await pool.connect();
      let isBroken = true;
      try {
        await client.query("begin");
        await client.query("set local lock_timeout = '2s'");
        await learnRows(client, finished, sample);
        await countOutcome(client, finished, sample);
        await client.query("commit");
        isBroken = false;
      } finally {
        // A connection that may still be within the transaction is closed, which rolls it back.
        client.release(isBroken);
      }
    },

    /** The statistics that changed since the instant that the last answer gave; all of them for null. */
    async readChanged(since: Date | null): Promise<{ rows: readonly StatisticsRow[]; upTo: Date | null }> {
      const { rows } = await pool.query<Row>(
        `select ${columns} from dokly.ai_length_statistics
         where $1::timestamptz is null or updated_at > $1::timestamptz - make_interval(secs => $2)`,
        [since, overlapSeconds],
      );
      const newest = rows.reduce((most, { updated_at }) => Math.max(most, updated_at.getTime()), since?.getTime() ?? 0);
      return { rows: rows.map(fromRow), upTo: newest === 0 ? null : new Date(newest) };
    },

    /** Outcomes of the last days; of one workspace, or for null (operators only) of all. */
    async readOutcomes({ workspace, days }: { workspace: WorkspaceId | null; days: number }): Promise<OutcomeRow[]> {
      const { rows } = await pool.query<OutcomeRow>(
        `select kind, writer, width_tenths as "widthTenths", sum(samples)::int as samples, sum(inside)::int as inside,
           sum(below)::int as below, sum(cut)::int as cut
         from dokly.ai_estimate_quality
         where ($1::text is null or workspace_id = $1) and day > (clock_timestamp() at time zone 'UTC')::date - $2::int
         group by kind, writer, width_tenths order by kind, writer, width_tenths`,
        [workspace, days],
      );
      return rows;
    },

    /** Removes outcomes that are no longer shown. */
    async deleteOld(): Promise<void> {
      await pool.query("delete from dokly.ai_estimate_quality where day < current_date - $1::int", [qualityDays]);
    },
  };
}

export type StatisticsStore = ReturnType<typeof createStatisticsStore>;
