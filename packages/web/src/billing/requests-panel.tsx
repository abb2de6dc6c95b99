import type { TopUpRequest } from "@dokly/contract";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { queryKeys } from "../api/query-keys.ts";
import { useIntentKey } from "../api/use-intent-key.ts";
import { sayDone, sayError } from "../settings/notices.ts";
import { formatAgo, formatCredits, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { inCheckoutTab } from "../top-up/checkout-tab.ts";
import { GrantedNote } from "../top-up/granted-note.tsx";
import { isUnderway } from "../top-up/order-state.ts";
import { OrderUnderway } from "../top-up/order-underway.tsx";
import { approveTopUp, dismissTopUp, requestsQuery } from "../top-up/request-queries.ts";
import { openRequests } from "../top-up/requests.ts";
import { orderPage, useTopUp } from "../top-up/use-top-up.ts";
import classes from "./billing.module.css";

const words = strings.billing.page.requests;

/** Who asks for credits: approving leads to the checkout, dismissing tells the person no. */
export function RequestsPanel({ workspace }: { workspace: string }) {
  const requests = openRequests(useQuery(requestsQuery(workspace)).data?.items ?? []);
  const purchase = useTopUp(workspace);
  const { approve, dismiss } = useDecisions(workspace, purchase.follow);
  const { order } = purchase;
  if (requests.length === 0 && order === null) return null;
  return (
    <Stack
      component="section"
      className="dokly-panel"
      p={{ base: "md", sm: "lg" }}
      gap="sm"
      aria-labelledby="requests-title"
    >
      <Title order={2} id="requests-title">
        {words.title}
      </Title>
      {order !== null && isUnderway(order) && <OrderUnderway order={order} onOther={purchase.forget} />}
      {order?.state === "granted" && <GrantedNote order={order} />}
      <ul className={classes["requests"]}>
        {requests.map((request) => (
          <Request
            key={request.id}
            request={request}
            isPending={approve.isPending || dismiss.isPending}
            onApprove={() => approve.mutate(request)}
            onDismiss={() => dismiss.mutate(request)}
          />
        ))}
      </ul>
    </Stack>
  );
}

function useDecisions(workspace: string, follow: ReturnType<typeof useTopUp>["follow"]) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: queryKeys.billing(workspace) });
  const keyOf = useIntentKey();
  const approve = useMutation({
    mutationFn: ({ id }: TopUpRequest) =>
      inCheckoutTab(async () => (await approveTopUp(workspace, id, orderPage(workspace), keyOf(id))).order),
    onSuccess: (order) => {
      follow(order);
      void refresh();
    },
    onError: sayError,
  });
  const dismiss = useMutation({
    mutationFn: (request: TopUpRequest) => dismissTopUp(workspace, request.id),
    onSuccess: async (_, request) => {
      await refresh();
      sayDone(words.dismissed(request.member.name));
    },
    onError: sayError,
  });
  return { approve, dismiss };
}

type RequestProps = { request: TopUpRequest; isPending: boolean; onApprove: () => void; onDismiss: () => void };

function Request({ request, isPending, onApprove, onDismiss }: RequestProps) {
  const { member, credits, priceCents, currency, note, createdAt } = request;
  return (
    <li className={classes["request"]}>
      <div>
        <Text size="sm">
          {words.asks(member.name)}{" "}
          <Text span fw={600}>
            {formatCredits(credits)}
          </Text>{" "}
          <Text span c="dimmed">
            · {formatAgo(createdAt)}
          </Text>
        </Text>
        {note !== "" && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            “{note}”
          </Text>
        )}
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={isPending}
          aria-label={words.dismissLabel(member.name)}
          onClick={onDismiss}
        >
          {words.dismiss}
        </Button>
        <Button size="xs" disabled={isPending} aria-label={words.buyLabel(member.name, credits)} onClick={onApprove}>
          {words.buy(formatMoney(priceCents, currency))}
        </Button>
      </Group>
    </li>
  );
}
