import { type ActionDetail, actionDetail } from "@dokly/contract";
import { Alert, Box, Drawer, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { api, apiPath } from "../api/client.ts";
import { isProblem } from "../api/problem.ts";
import { queryKeys } from "../api/query-keys.ts";
import { ReportSection } from "../reports/report-section.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { ChargeSteps } from "./charge-steps.tsx";
import { HoldAndReturn } from "./hold-and-return.tsx";
import { type AskedLot, LedgerLines } from "./ledger-lines.tsx";
import { ListPriceLine } from "./list-price-line.tsx";
import { LotDraws } from "./lot-draws.tsx";
import { outcomeSentence } from "./outcome-sentence.ts";
import { ReceiptFacts } from "./receipt-facts.tsx";
import { TokenLines } from "./token-lines.tsx";
import { UndoButton } from "./undo-button.tsx";

const words = strings.receipt;

type ReceiptDrawerProps = {
  workspace: string;
  /** The action whose receipt is shown; null closes the drawer. */
  action: string | null;
  onClose: () => void;
};

/** The receipt of an action: what it cost, and every number that the charge was computed from. */
export function ReceiptDrawer({ workspace, action, onClose }: ReceiptDrawerProps) {
  return (
    <Drawer opened={action !== null} onClose={onClose} position="right" size={520} title={words.title} padding="lg">
      {action !== null && <Receipt workspace={workspace} action={action} />}
    </Drawer>
  );
}

function Receipt({ workspace, action }: { workspace: string; action: string }) {
  const detail = useQuery({
    queryKey: [...queryKeys.credits(workspace), "actions", "receipt", action],
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "actions", action), actionDetail, { signal }),
  });
  if (detail.data !== undefined) return <ReceiptBody workspace={workspace} detail={detail.data} />;
  if (isProblem(detail.error, "not-found") || isProblem(detail.error, "role-not-sufficient")) {
    return (
      <Alert color="gray" icon={<CircleAlert size={18} aria-hidden />}>
        {words.missing}
      </Alert>
    );
  }
  if (detail.isError) {
    return <LoadFailed title={words.failed} error={detail.error} onRetry={() => void detail.refetch()} />;
  }
  return (
    <Stack gap="md" aria-label={words.loading}>
      <Skeleton h={64} />
      <Skeleton h={170} />
      <Skeleton h={220} />
    </Stack>
  );
}

function ReceiptBody({ workspace, detail }: { workspace: string; detail: ActionDetail }) {
  const { receipt } = detail;
  const [asked, setAsked] = useState<AskedLot | null>(null);
  return (
    <Stack gap="xl" pb="lg">
      <Stack gap={4}>
        <Text size="xl" fw={650} lh={1.2} td={detail.status === "failed" ? "line-through" : undefined}>
          {strings.usage.kind(detail.kind)}
        </Text>
        <Text>{outcomeSentence(detail)}</Text>
        <Box>
          <UndoButton workspace={workspace} action={detail} size="xs" />
        </Box>
        {detail.tags.includes("demo") && (
          <Text size="sm" c="dimmed">
            {words.demo}
          </Text>
        )}
      </Stack>
      {detail.failure !== null && (
        <Alert color="red" variant="light" title={words.why} icon={<CircleAlert size={18} aria-hidden />}>
          {detail.failure.message}
        </Alert>
      )}
      <ReportSection workspace={workspace} action={detail} />
      <ReceiptFacts workspace={workspace} detail={detail} />
      {receipt !== null && (
        <>
          <Stack gap="xs">
            <TokenLines receipt={receipt} />
            <ListPriceLine receipt={receipt} />
          </Stack>
          {detail.status !== "failed" && detail.ownKey === undefined && (
            <ChargeSteps receipt={receipt} held={detail.held} />
          )}
        </>
      )}
      {receipt === null && detail.status === "succeeded" && (
        <Text size="sm" c="dimmed">
          {words.holdOnly}
        </Text>
      )}
      {detail.ownKey === undefined && (
        <>
          <HoldAndReturn detail={detail} />
          <LotDraws detail={detail} onLines={(lot) => setAsked({ lot })} />
          <LedgerLines detail={detail} asked={asked} />
        </>
      )}
    </Stack>
  );
}
