import type { Draw, PaidDraw } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { PaymentSettings } from "../configuration/server-configuration.ts";

type Row = {
  lot: string;
  order: string | null;
  provider: PaidDraw["provider"];
  payment: string;
  priceCents: bigint;
  currency: string;
  takenBackCents: bigint;
};

const dashboard = "https://dashboard.stripe.com";

/**
 * A payment in Stripe's dashboard, in the mode of the server's key; null for other providers, and where the server has
 * no key of Stripe any more, so that nobody knows in which mode it was made.
 */
export function dashboardUrlOf(
  { provider, payment }: Pick<PaidDraw, "provider" | "payment">,
  settings: PaymentSettings,
): string | null {
  if (provider !== "stripe" || settings.type !== "stripe") return null;
  const isTest = /^[a-z]+_test_/.test(settings.secretKey);
  return `${dashboard}${isTest ? "/test" : ""}/payments/${encodeURIComponent(payment)}`;
}

/** The payments behind what a charge drew from top-ups, in the order of its draws. */
export async function readPaidDraws(
  pool: pg.Pool,
  { workspace, draws }: { readonly workspace: WorkspaceId; readonly draws: readonly Draw[] },
  settings: PaymentSettings,
): Promise<readonly PaidDraw[]> {
  const charged = draws.filter((draw) => draw.charged > 0);
  if (charged.length === 0) return [];
  const { rows } = await pool.query<Row>(
    `select lot_id as lot, order_id as "order", provider, object_id as payment, amount_cents as "priceCents", currency,
       taken_back_cents as "takenBackCents"
     from dokly.paid_objects where workspace_id = $1 and kind = 'payment' and lot_id = any($2)`,
    [workspace, charged.map(({ lot }) => lot)],
  );
  return charged.flatMap((draw) => {
    const row = rows.find(({ lot }) => lot === draw.lot);
    if (row === undefined) return [];
    const priceCents = Number(row.priceCents);
    const takenBackCents = Number(row.takenBackCents);
    const credits = draw.charged - draw.refunded;
    return [{ ...row, credits, priceCents, takenBackCents, url: dashboardUrlOf(row, settings) }];
  });
}
