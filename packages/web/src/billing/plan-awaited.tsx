import { Alert, Button, Group, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { queryKeys } from "../api/query-keys.ts";
import { strings } from "../strings/index.ts";
import { billingQuery } from "./plan-queries.ts";

const words = strings.billing.plan.awaiting;
const pollMs = 2_000;

/** After a checkout: the plan that was paid for, until the payment is confirmed, or that it was left unpaid. */
export function PlanAwaited({ workspace, plan }: { workspace: string; plan: string }) {
  const { awaiting, checkout } = useSearch({ from: "/signed-in/w/$workspace/settings/plan" });
  const navigate = useNavigate({ from: "/w/$workspace/settings/plan" });
  const client = useQueryClient();
  const isAwaited = awaiting !== undefined && awaiting !== plan;
  useQuery({ ...billingQuery(workspace), enabled: isAwaited, refetchInterval: isAwaited ? pollMs : false });

  const hasCome = awaiting !== undefined && awaiting === plan;
  useEffect(() => {
    if (!hasCome) return;
    void client.invalidateQueries({ queryKey: queryKeys.workspaces });
    void client.invalidateQueries({ queryKey: queryKeys.credits(workspace) });
    void navigate({ search: {}, replace: true });
  }, [hasCome, client, workspace, navigate]);

  if (!isAwaited) return null;
  const isLeft = checkout === "left";
  return (
    <Alert
      color={isLeft ? "gray" : "evergreen"}
      title={isLeft ? words.left(awaiting) : words.title(awaiting)}
      role="status"
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 260px">
          {isLeft ? words.leftText : words.text}
        </Text>
        <Button size="xs" variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
          {words.dismiss}
        </Button>
      </Group>
    </Alert>
  );
}
