import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { SavedCard } from "../paid-object.ts";

/** What a workspace wants bought by itself. */
export type AutoTopUpSettings = {
  readonly isOn: boolean;
  /** Buys when fewer credits than this are available. */
  readonly belowCredits: bigint;
  readonly credits: bigint;
  readonly timesPerPeriod: number;
  readonly card: SavedCard | null;
  /** Set after a failure, until a person turns it on again. */
  readonly stopped: { readonly at: Date; readonly reason: string } | null;
};

/** What the form begins with, before anybody has set anything. */
export const autoTopUpDefaults: AutoTopUpSettings = {
  isOn: false,
  belowCredits: 50n,
  credits: 500n,
  timesPerPeriod: 3,
  card: null,
  stopped: null,
};

type Row = {
  is_on: boolean;
  below_credits: bigint;
  credits: bigint;
  times_per_period: number;
  card_id: string | null;
  card_brand: string;
  card_last4: string;
  card_expires_month: number;
  card_expires_year: number;
  stopped_at: Date | null;
  stop_reason: string | null;
};

function fromRow(row: Row): AutoTopUpSettings {
  const { card_id: id, stopped_at: at } = row;
  return {
    isOn: row.is_on,
    belowCredits: row.below_credits,
    credits: row.credits,
    timesPerPeriod: row.times_per_period,
    card:
      id === null
        ? null
        : {
            id,
            brand: row.card_brand,
            last4: row.card_last4,
            expiresMonth: row.card_expires_month,
            expiresYear: row.card_expires_year,
          },
    stopped: at === null ? null : { at, reason: row.stop_reason ?? "" },
  };
}

/** The settings of automatic top-ups, and the cards that people agreed to have charged by them. */
export function createAutoTopUpStore({ pool }: { pool: pg.Pool }) {
  const { belowCredits, credits, timesPerPeriod } = autoTopUpDefaults;
  const begin = (workspace: WorkspaceId) =>
    pool.query(
      `insert into dokly.auto_top_ups (workspace_id, is_on, below_credits, credits, times_per_period)
       values ($1, false, $2, $3, $4) on conflict (workspace_id) do nothing`,
      [workspace, belowCredits, credits, timesPerPeriod],
    );

  return {
    async find(workspace: WorkspaceId): Promise<AutoTopUpSettings> {
      const { rows } = await pool.query<Row>("select * from dokly.auto_top_ups where workspace_id = $1", [workspace]);
      const [row] = rows;
      return row === undefined ? autoTopUpDefaults : fromRow(row);
    },
    /** Sets what a person wants; turning it on ends a stop. False where it is turned on without a card. */
    async save(
      workspace: WorkspaceId,
      settings: Pick<AutoTopUpSettings, "isOn" | "belowCredits" | "credits" | "timesPerPeriod">,
    ): Promise<boolean> {
      await begin(workspace);
      const { rowCount } = await pool.query(
        `update dokly.auto_top_ups
         set is_on = $2, below_credits = $3, credits = $4, times_per_period = $5,
           stopped_at = case when $2 then null else stopped_at end,
           stop_reason = case when $2 then null else stop_reason end
         where workspace_id = $1 and (card_id is not null or not $2)`,
        [workspace, settings.isOn, settings.belowCredits, settings.credits, settings.timesPerPeriod],
      );
      return rowCount === 1;
    },
    /** Keeps a card with who agreed to what, by saving it. */
    async saveCard(workspace: WorkspaceId, card: SavedCard, consent: { by: string; text: string; at: Date }) {
      await begin(workspace);
      await pool.query(
        `update dokly.auto_top_ups
         set card_id = $2, card_brand = $3, card_last4 = $4, card_expires_month = $5, card_expires_year = $6,
           consent_by = $7, consent_text = $8, consent_at = $9
         where workspace_id = $1`,
        [
          workspace,
          card.id,
          card.brand,
          card.last4,
          card.expiresMonth,
          card.expiresYear,
          consent.by,
          consent.text,
          consent.at,
        ],
      );
    },
    /** Forgets the card, and turns the automatic top-up off with it. */
    async removeCard(workspace: WorkspaceId): Promise<void> {
      await pool.query(
        `update dokly.auto_top_ups
         set is_on = false, card_id = null, card_brand = null, card_last4 = null, card_expires_month = null,
           card_expires_year = null, consent_by = null, consent_text = null, consent_at = null
         where workspace_id = $1`,
        [workspace],
      );
    },
    /** Nothing is bought any more until a person acts. */
    async stop(workspace: WorkspaceId, stop: { at: Date; reason: string }): Promise<void> {
      await pool.query(
        `update dokly.auto_top_ups set stopped_at = $2, stop_reason = $3
         where workspace_id = $1 and stopped_at is null`,
        [workspace, stop.at, stop.reason],
      );
    },
    /** Workspaces that may need one. Over all workspaces, by the watch only. */
    async listOn(): Promise<readonly WorkspaceId[]> {
      const { rows } = await pool.query<{ workspace: string }>(
        "select workspace_id as workspace from dokly.auto_top_ups where is_on and stopped_at is null",
      );
      return rows.map(({ workspace }) => workspace);
    },
  };
}

export type AutoTopUpStore = ReturnType<typeof createAutoTopUpStore>;
