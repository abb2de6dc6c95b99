import { Alert, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useBalance } from "../api/credits.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { isResetSoon } from "../meter/expiry.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { dateOfInstantText, timeOfInstantText, viewerTimeZone } from "../usage/time-text.ts";
import { AskPayers } from "./ask-payers.tsx";
import { OrderChoice } from "./order-choice.tsx";
import { ShortfallFigures, type TopUpNeed } from "./shortfall-figures.tsx";
import { plansQuery } from "./top-up-queries.ts";

const words = strings.topUp;

type TopUpPromptProps = {
  workspace: string;
  isOpened: boolean;
  onClose: () => void;
  /** What an action lacked, from a refusal (402) or an estimate; absent where somebody just wants more credits. */
  need?: TopUpNeed | undefined;
};

/**
 * Offers credits: what is needed and there, the packs, any other number with its price, and when bought credits end.
 */
export function TopUpPrompt({ workspace, isOpened, onClose, need }: TopUpPromptProps) {
  return (
    <Modal opened={isOpened} onClose={onClose} title={need === undefined ? words.title : words.notEnough} size="md">
      <Offer workspace={workspace} need={need} />
    </Modal>
  );
}

function Offer({ workspace, need }: { workspace: string; need: TopUpNeed | undefined }) {
  const plans = useQuery(plansQuery);
  const { role } = useWorkspace(workspace);
  if (plans.isError) {
    return <LoadFailed title={words.failed} error={plans.error} onRetry={() => void plans.refetch()} />;
  }
  return (
    <Stack gap="lg">
      {need !== undefined && <ShortfallFigures need={need} />}
      {plans.data?.payments === "none" && (
        <Alert color="gray" title={words.noPayments}>
          {words.noPaymentsText}
        </Alert>
      )}
      {plans.data === undefined ? <Skeleton h={230} /> : <OrderChoice plans={plans.data} need={need} />}
      <ExpirySentence workspace={workspace} />
      {!hasRole(role, "admin") && <AskPayers workspace={workspace} />}
    </Stack>
  );
}

function ExpirySentence({ workspace }: { workspace: string }) {
  const { data } = useBalance(workspace);
  if (data === undefined) return <Skeleton h={40} />;
  const { end } = data.period;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {words.expiry(dateOfInstantText(end), timeOfInstantText(end), viewerTimeZone())}
      </Text>
      {isResetSoon(end, new Date()) && (
        <Alert color="orange" icon={<TriangleAlert size={18} aria-hidden />}>
          {words.soon}
        </Alert>
      )}
    </Stack>
  );
}
