import type { TopUpOrder } from "@dokly/contract";
import { Anchor, Box, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatDateTime, formatMoney, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { ordersQuery } from "./payment-queries.ts";

const words = strings.billing.page.orders;

/** What credits were bought, by whom or by itself, and what became of each order. */
export function OrdersPanel({ workspace }: { workspace: string }) {
  const orders = useQuery(ordersQuery(workspace));
  return (
    <Stack component="section" className="dokly-panel" gap="sm" pt="lg" pb="xs" aria-labelledby="orders-title">
      <Title order={2} id="orders-title" px={{ base: "md", sm: "lg" }}>
        {words.title}
      </Title>
      {orders.data === undefined ? (
        orders.isError ? (
          <Box px={{ base: "md", sm: "lg" }} pb="md">
            <LoadFailed title={words.failed} error={orders.error} onRetry={() => void orders.refetch()} />
          </Box>
        ) : (
          <Skeleton h={90} aria-label={strings.billing.page.loading} />
        )
      ) : orders.data.items.length === 0 ? (
        <Text size="sm" c="dimmed" px={{ base: "md", sm: "lg" }} pb="sm">
          {words.empty}
        </Text>
      ) : (
        <table className="dokly-table" aria-labelledby="orders-title">
          <thead>
            <tr>
              <th scope="col">{words.columns.when}</th>
              <th scope="col" className="dokly-number">
                {words.columns.credits}
              </th>
              <th scope="col" className="dokly-number">
                {words.columns.price}
              </th>
              <th scope="col">{words.columns.state}</th>
            </tr>
          </thead>
          <tbody>
            {orders.data.items.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </tbody>
        </table>
      )}
    </Stack>
  );
}

function OrderRow({ order }: { order: TopUpOrder }) {
  const { createdAt, credits, priceCents, currency, state, isAutomatic, reversedCredits, receiptUrl } = order;
  return (
    <tr>
      <td>{formatDateTime(createdAt)}</td>
      <td className="dokly-number">{formatNumber(credits)}</td>
      <td className="dokly-number">{formatMoney(priceCents, currency)}</td>
      <td>
        {words.states[state]}
        {isAutomatic && ` · ${words.automatic}`}
        {reversedCredits > 0 && ` · ${words.reversed(reversedCredits)}`}
        {receiptUrl !== null && (
          <>
            {" · "}
            <Anchor href={receiptUrl} target="_blank" rel="noopener" size="sm" underline="always">
              {words.receipt}
            </Anchor>
          </>
        )}
      </td>
    </tr>
  );
}
