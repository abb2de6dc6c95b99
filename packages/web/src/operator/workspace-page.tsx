import type { OperatorWorkspace } from "@dokly/contract";
import { Alert, Anchor, Badge, Group, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { isProblem } from "../api/problem.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { ActsList } from "./acts-list.tsx";
import classes from "./console.module.css";
import { ConsolePanel } from "./console-panel.tsx";
import { HoldTable } from "./hold-table.tsx";
import { WorkspaceActs } from "./workspace-acts.tsx";
import { WorkspaceBucket } from "./workspace-bucket.tsx";
import { WorkspaceLimits } from "./workspace-limits.tsx";
import { WorkspaceLog } from "./workspace-log.tsx";
import { WorkspacePayments } from "./workspace-payments.tsx";
import { WorkspaceMembers, WorkspaceOwnKeys } from "./workspace-people.tsx";
import { workspaceQuery } from "./workspace-queries.ts";

const words = strings.operatorConsole.workspace;

/** Operator → a workspace: all that is known of it, and what can be done. */
export function OperatorWorkspacePage() {
  const { workspace } = useParams({ from: "/signed-in/operator/workspaces/$workspace" });
  const found = useQuery(workspaceQuery(workspace));
  if (found.data !== undefined) return <Loaded key={workspace} found={found.data} />;
  if (isProblem(found.error, "not-found")) {
    return (
      <Alert color="gray" icon={<CircleAlert size={18} aria-hidden />}>
        {words.missing}{" "}
        <Anchor underline="always" size="sm" renderRoot={(props) => <Link {...props} to="/operator" />}>
          {words.back}
        </Anchor>
      </Alert>
    );
  }
  if (found.isError) {
    return <LoadFailed title={words.failed} error={found.error} onRetry={() => void found.refetch()} />;
  }
  return <Skeleton h={420} radius="lg" />;
}

function Loaded({ found }: { found: OperatorWorkspace }) {
  const { acts } = strings.operatorConsole;
  const { member, document } = useSearch({ from: "/signed-in/operator/workspaces/$workspace" });
  const [isLed] = useState(member !== undefined || document !== undefined);
  const log = (
    <ConsolePanel title={words.log.title}>
      <WorkspaceLog workspace={found.id} members={found.members} />
    </ConsolePanel>
  );
  return (
    <>
      <PageHeading
        title={found.name}
        trail={[strings.operator.title, words.back]}
        text={`${found.id} · ${words.since(formatDate(found.createdAt))}`}
        action={<WorkspaceActs found={found} />}
      />
      <div className={classes["split"]}>
        <div className={classes["column"]}>
          {/* Who was led here by a person or a page looks for an action. */}
          {isLed && log}
          <ConsolePanel title={words.bucket} action={<States found={found} />}>
            <WorkspaceBucket balance={found.balance} />
          </ConsolePanel>
          {!isLed && log}
          <ConsolePanel title={acts.title} isLast>
            <ActsList acts={found.acts} />
          </ConsolePanel>
        </div>
        <div className={classes["column"]}>
          <ConsolePanel title={words.holds.title}>
            {found.holds.length === 0 ? (
              <Text size="sm">{words.holds.none}</Text>
            ) : (
              <HoldTable holds={found.holds} isOfOne />
            )}
          </ConsolePanel>
          <WorkspaceMembers members={found.members} />
          <WorkspacePayments payments={found.payments} />
          <WorkspaceLimits found={found} />
          <ConsolePanel title={words.alerts.title}>
            <Alerts alerts={found.alerts} />
          </ConsolePanel>
          <WorkspaceOwnKeys keys={found.ownKeys} fallsBack={found.fallbackToCredits} />
        </div>
      </div>
    </>
  );
}

/** What is out of the ordinary. */
function States({ found: { balance } }: { found: OperatorWorkspace }) {
  const states = [
    ...(balance.isSuspended ? [words.suspended] : []),
    ...(balance.trialEndsAt === null ? [] : [words.trial(formatDate(balance.trialEndsAt))]),
    ...(balance.unpaidFrom === null ? [] : [words.unpaid(formatDate(balance.unpaidFrom))]),
  ];
  return (
    <Group gap={6}>
      {states.map((state) => (
        <Badge key={state} variant="default" size="sm" radius="sm" tt="none" fw={500}>
          {state}
        </Badge>
      ))}
    </Group>
  );
}

function Alerts({ alerts: { reached, settings } }: { alerts: OperatorWorkspace["alerts"] }) {
  return (
    <>
      {reached.length === 0 ? (
        <Text size="sm">{words.alerts.none}</Text>
      ) : (
        <ul className={classes["list"]}>
          {reached.map(({ threshold, reachedAt }) => (
            <li key={threshold}>
              <Text size="sm">{words.alerts.reached(threshold, formatDate(reachedAt))}</Text>
            </li>
          ))}
        </ul>
      )}
      <Text size="xs" c="dimmed">
        {words.alerts.settings(settings.thresholds, settings.isMailed)}
      </Text>
    </>
  );
}
