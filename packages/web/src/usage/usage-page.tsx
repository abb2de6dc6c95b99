import { Button, Skeleton, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Calculator } from "lucide-react";
import { useBalance } from "../api/credits.ts";
import { useWorkspace } from "../api/workspaces.ts";
import { isRunningLow } from "../billing/find-banners.ts";
import { WaysOn } from "../billing/ways-on.tsx";
import { BucketMeter } from "../meter/bucket-meter.tsx";
import { ForecastLine } from "../meter/forecast-line.tsx";
import { GrantedLots } from "../meter/granted-lots.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import { ReceiptDrawer } from "../receipt/receipt-drawer.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
import { ActionLog } from "./action-log.tsx";
import { changeSearch, type LogSearch } from "./log-search.ts";
import { RunningActions } from "./running-actions.tsx";
import { UsageDaysPanel } from "./usage-days-panel.tsx";
import { rowsSeenBy } from "./usage-queries.ts";
import { WhatIfDialog } from "./what-if-dialog.tsx";

const route = "/signed-in/w/$workspace/settings/account/ai-usage";

/** Settings → Account → AI usage: what is there, where it went, and every action behind it. */
export function UsagePage() {
  const { workspace } = useParams({ from: route });
  const search = useSearch({ from: route });
  const navigate = useNavigate({ from: "/w/$workspace/settings/account/ai-usage" });
  const { name, role } = useWorkspace(workspace);
  const seen = rowsSeenBy(role);
  const change = (next: LogSearch) => void navigate({ search: next, replace: true, resetScroll: false });
  return (
    <>
      <PageHeading
        title={strings.usage.title}
        trail={[strings.settings.title, strings.settings.account, strings.settings.usage]}
        text={strings.usage.intro(name)}
      />
      <Stack gap="lg">
        <Meter workspace={workspace} canRun={seen !== "none"} />
        <UsageDaysPanel workspace={workspace} />
        <ActionLog workspace={workspace} seen={seen} search={search} onSearch={change} />
        <ProofPanel workspace={workspace} canDownload={seen === "all"} />
      </Stack>
      <ReceiptDrawer
        workspace={workspace}
        action={search.action ?? null}
        onClose={() => change(changeSearch(search, { action: undefined }))}
      />
    </>
  );
}

function Meter({ workspace, canRun }: { workspace: string; canRun: boolean }) {
  const [isWhatIfOpened, whatIf] = useDisclosure(false);
  const balance = useBalance(workspace);
  const [isTopUpOpened, topUp] = useDisclosure(false);
  const [isLotsOpened, lots] = useDisclosure(false);
  if (balance.data === undefined) {
    return balance.isError ? (
      <LoadFailed title={strings.usage.meter.failed} error={balance.error} onRetry={() => void balance.refetch()} />
    ) : (
      <Skeleton h={{ base: 470, xs: 356 }} radius="lg" />
    );
  }
  return (
    <>
      <BucketMeter
        balance={balance.data}
        onTopUp={topUp.open}
        running={canRun ? <RunningActions workspace={workspace} /> : null}
        onLots={lots.open}
        forecast={<Forecast workspace={workspace} onAsk={canRun ? whatIf.open : null} />}
      />
      {isRunningLow(balance.data) && (
        <div className="dokly-panel" style={{ padding: "var(--mantine-spacing-lg)" }}>
          <WaysOn workspace={workspace} />
        </div>
      )}
      {canRun && <WhatIfDialog workspace={workspace} isOpened={isWhatIfOpened} onClose={whatIf.close} />}
      <GrantedLots workspace={workspace} isOpened={isLotsOpened} onClose={lots.close} />
      <TopUpPrompt workspace={workspace} isOpened={isTopUpOpened} onClose={topUp.close} />
    </>
  );
}

/** How long the credits last and, for who can run something, what more would cost. */
function Forecast({ workspace, onAsk }: { workspace: string; onAsk: (() => void) | null }) {
  return (
    <Stack gap="xs" align="flex-start">
      <ForecastLine workspace={workspace} />
      {onAsk !== null && (
        <Button variant="default" size="xs" leftSection={<Calculator size={15} aria-hidden />} onClick={onAsk}>
          {strings.usage.whatIf.open}
        </Button>
      )}
    </Stack>
  );
}
