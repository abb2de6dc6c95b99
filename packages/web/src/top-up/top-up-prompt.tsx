import { Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { refreshCredits, useBalance } from "../api/credits.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { WaysOn } from "../billing/ways-on.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { AskForCredits } from "./ask-for-credits.tsx";
import { AskPayers } from "./ask-payers.tsx";
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
  /** `isPaying`: a checkout is open in another tab, and may still be paid. */
  onClose: (isPaying: boolean) => void;
  /** What an action lacked, from a refusal (402) or an estimate; absent where somebody just wants more credits. */
  need?: TopUpNeed | undefined;
  waiting?: WaitingAction | undefined;
};

/**
 * Offers credits: what is needed and there, the packs, any other number with its price, and when bought credits end.
 * Once there are enough, wherever they came from, the waiting action runs with one click.
 */
export function TopUpPrompt({ workspace, isOpened, onClose, need, waiting }: TopUpPromptProps) {
  const lacking = useNeedNow(workspace, need);
  const isEnough = lacking !== undefined && lacking.shortfall === 0;
  const purchase = useTopUp(workspace);
  const close = (): void => {
    const isPaying = purchase.order !== null && isUnderway(purchase.order);
    if (!isPaying) purchase.forget();
    onClose(isPaying);
  };
  const title = lacking === undefined ? words.title : isEnough ? words.enough.title : words.notEnough;
  return (
    <Modal opened={isOpened} onClose={close} title={title} size="md">
      {isEnough ? (
        <EnoughNow need={lacking} waiting={waiting} onClose={close} />
      ) : (
        <Offer workspace={workspace} purchase={purchase} need={lacking} isForRun={waiting !== undefined} />
      )}
    </Modal>
  );
}

type OfferProps = {
  workspace: string;
  purchase: ReturnType<typeof useTopUp>;
  need: TopUpNeed | undefined;
  isForRun: boolean;
};

function Offer({ workspace, purchase, need, isForRun }: OfferProps) {
  const plans = useQuery(plansQuery);
  const { role } = useWorkspace(workspace);
  if (plans.isError) {
    return <LoadFailed title={words.failed} error={plans.error} onRetry={() => void plans.refetch()} />;
  }
  const { order } = purchase;
  return (
    <Stack gap="lg">
      {need !== undefined && <ShortfallFigures need={need} />}
      {order?.state === "granted" && <GrantedNote order={order} />}
      {hasRole(role, "admin") ? (
        plans.data === undefined ? (
          <Skeleton h={230} />
        ) : (
          <TopUpForm workspace={workspace} plans={plans.data} purchase={purchase} need={need} isForRun={isForRun} />
        )
      ) : hasRole(role, "editor") && plans.data?.payments !== "none" ? (
        <AskForCredits workspace={workspace} need={need} />
      ) : (
        <AskPayers workspace={workspace} />
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
  const { data, dataUpdatedAt } = useBalance(workspace);
  const [told, setTold] = useState({ need, at: dataUpdatedAt });
  if (told.need !== need) setTold({ need, at: dataUpdatedAt });
  useEffect(() => {
    if (need !== undefined) void refreshCredits(client, workspace);
  }, [client, workspace, need]);
  const isNewer = told.need === need && dataUpdatedAt > told.at;
  return need === undefined || data === undefined || !isNewer ? need : needNow(need, data.available);
}

type EnoughNowProps = { need: TopUpNeed; waiting: WaitingAction | undefined; onClose: () => void };

/** The credits are there: one click runs what waited for them. */
function EnoughNow({ need, waiting, onClose }: EnoughNowProps) {
  return (
    <Stack gap="lg">
      <Text size="sm" role="status">
        {words.enough.text(need.needed, need.available)}
      </Text>
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
