import { Alert, Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import { refreshCredits, useBalance } from "../api/credits.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { WaysOn } from "../billing/ways-on.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { AskForCredits } from "./ask-for-credits.tsx";
import { GrantedNote } from "./granted-note.tsx";
import { needNow } from "./order.ts";
import { isUnderway } from "./order-state.ts";
import { ShortfallFigures, type TopUpNeed } from "./shortfall-figures.tsx";
import { TopUpForm } from "./top-up-form.tsx";
import { plansQuery } from "./top-up-queries.ts";
import { useTopUp } from "./use-top-up.ts";

const words = strings.topUp;

/** An action that waits for credits: what it is called, and how it is run. */
export type WaitingAction = { readonly name: string; readonly run: () => unknown };

type TopUpPromptProps = {
  workspace: string;
  isOpened: boolean;
  onClose: () => void;
  /** What an action lacked, from a refusal (402) or an estimate; absent where somebody just wants more credits. */
  need?: TopUpNeed | undefined;
  waiting?: WaitingAction | undefined;
};

/**
 * Offers credits: what is needed and there, the packs, any other number with its price, and when bought credits end.
 * Once there are enough, wherever they came from, the waiting action runs with one click.
 */
export function TopUpPrompt({ workspace, isOpened, onClose, need, waiting }: TopUpPromptProps) {
  return (
    <Modal opened={isOpened} onClose={onClose} title={need === undefined ? words.title : words.notEnough} size="md">
      <Offer workspace={workspace} need={need} waiting={waiting} onClose={onClose} />
    </Modal>
  );
}

type OfferProps = Omit<TopUpPromptProps, "isOpened">;

function Offer({ workspace, need, waiting, onClose }: OfferProps) {
  const plans = useQuery(plansQuery);
  const { role } = useWorkspace(workspace);
  const purchase = useTopUp(workspace);
  const lacking = useNeedNow(workspace, need);
  if (lacking !== undefined && lacking.shortfall === 0) {
    return <EnoughNow need={lacking} waiting={waiting} onClose={onClose} />;
  }
  if (plans.isError) {
    return <LoadFailed title={words.failed} error={plans.error} onRetry={() => void plans.refetch()} />;
  }
  const { order } = purchase;
  return (
    <Stack gap="lg">
      {lacking !== undefined && <ShortfallFigures need={lacking} />}
      {order?.state === "granted" && <GrantedNote order={order} />}
      {hasRole(role, "admin") ? (
        plans.data === undefined ? (
          <Skeleton h={230} />
        ) : (
          <TopUpForm
            workspace={workspace}
            plans={plans.data}
            purchase={purchase}
            need={need}
            isForRun={waiting !== undefined}
          />
        )
      ) : (
        <AskForCredits workspace={workspace} need={need} />
      )}
      {need !== undefined && (order === null || !isUnderway(order)) && (
        <WaysOn workspace={workspace} needed={need.needed} />
      )}
    </Stack>
  );
}

/**
 * What is missing by now. Figures that were read before the refusal do not count: they may be what misled the person.
 */
function useNeedNow(workspace: string, need: TopUpNeed | undefined): TopUpNeed | undefined {
  const client = useQueryClient();
  const [openedAt] = useState(() => Date.now());
  useEffect(() => void refreshCredits(client, workspace), [client, workspace]);
  const { data, dataUpdatedAt } = useBalance(workspace);
  return need === undefined || data === undefined || dataUpdatedAt <= openedAt ? need : needNow(need, data.available);
}

type EnoughNowProps = { need: TopUpNeed; waiting: WaitingAction | undefined; onClose: () => void };

/** The credits are there: one click runs what waited for them. */
function EnoughNow({ need, waiting, onClose }: EnoughNowProps) {
  return (
    <Stack gap="lg">
      <Alert color="evergreen" icon={<Check size={18} aria-hidden />} title={words.enough.title} role="status">
        <Text size="sm">{words.enough.text(need.needed, need.available)}</Text>
      </Alert>
      <Group justify="flex-end">
        {waiting === undefined ? (
          <Button data-autofocus onClick={onClose}>
            {words.enough.close}
          </Button>
        ) : (
          <Button data-autofocus autoFocus onClick={() => void waiting.run()}>
            {words.enough.run(waiting.name)}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
