import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import type { PaymentProvider } from "./payment-provider.ts";

/** Which customer of the provider's stands for which workspace. */
export function createCustomerStore({ pool, provider }: { pool: pg.Pool; provider: PaymentProvider }) {
  async function find(workspace: WorkspaceId): Promise<string | null> {
    const { rows } = await pool.query<{ customer: string }>(
      `select customer_id as customer from dokly.billing_customers where workspace_id = $1 and provider = $2`,
      [workspace, provider.name],
    );
    return rows[0]?.customer ?? null;
  }

  return {
    find,
    /** The workspace's customer, made where there is none yet: two at once make one, by the provider's key. */
    async provide(input: { workspace: WorkspaceId; name: string; email: string }): Promise<string> {
      const { workspace, name, email } = input;
      const known = await find(workspace);
      if (known !== null) return known;
      const customer = await provider.createCustomer({ workspace, name, email, key: `customer:${workspace}` });
      // Both keys of the table name the same row: whichever of them meets the other request's row, it is there.
      await pool.query(
        `insert into dokly.billing_customers (workspace_id, provider, customer_id) values ($1, $2, $3)
         on conflict do nothing`,
        [workspace, provider.name, customer],
      );
      const stored = await find(workspace);
      if (stored === null) throw new Error(`the customer ${customer} stands for another workspace`);
      return stored;
    },
  };
}

export type CustomerStore = ReturnType<typeof createCustomerStore>;
