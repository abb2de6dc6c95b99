import { Alert } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { refreshCredits } from "../api/credits.ts";
import { strings } from "../strings/index.ts";
import { GrantedNote } from "../top-up/granted-note.tsx";
import { OrderUnderway } from "../top-up/order-underway.tsx";
import { orderQuery } from "../top-up/top-up-queries.ts";
import { ordersQuery } from "./payment-queries.ts";

const words = strings.topUp.order;

/** What became of the order that a checkout came back from. */
export function ReturnedOrder({ workspace, id }: { workspace: string; id: string }) {
  const client = useQueryClient();
  const navigate = useNavigate({ from: "/w/$workspace/settings/billing" });
  const { data: order, isError } = useQuery(orderQuery(workspace, id));
  const state = order?.state;
  useEffect(() => {
    if (state === "granted") void refreshCredits(client, workspace);
    if (state !== undefined) void client.invalidateQueries({ queryKey: ordersQuery(workspace).queryKey });
  }, [client, workspace, state]);

  if (isError) return <Alert color="gray">{words.unknown}</Alert>;
  if (order === undefined) return null;
  if (order.state === "granted") return <GrantedNote order={order} isElsewhere />;
  if (order.state === "failed") return <Alert color="red">{order.failure ?? words.failed}</Alert>;
  if (order.state === "cancelled") return <Alert color="gray">{words.cancelled}</Alert>;
  return (
    <div className="dokly-panel" style={{ padding: "var(--mantine-spacing-lg)" }}>
      <OrderUnderway order={order} onOther={() => void navigate({ search: {}, replace: true })} />
    </div>
  );
}
