import type { ActionStory } from "@dokly/contract";
import { runningHoldReleased } from "@dokly/contract";
import { Alert, Anchor, Button, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { apiPath } from "../api/client.ts";
import { isProblem } from "../api/problem.ts";
import { ChargeSteps } from "../receipt/charge-steps.tsx";
import { HoldAndReturn } from "../receipt/hold-and-return.tsx";
import { type AskedLot, LedgerLines } from "../receipt/ledger-lines.tsx";
import { LotDraws } from "../receipt/lot-draws.tsx";
import { TokenLines } from "../receipt/token-lines.tsx";
import { PaidDraws } from "../reports/paid-draws.tsx";
import { ReportsOfAction } from "../reports/reports-of-action.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { ActDialog } from "./act-form.tsx";
import { ActionFacts } from "./action-facts.tsx";
import classes from "./console.module.css";
import { ConsolePanel } from "./console-panel.tsx";
import { LogHint } from "./log-hint.tsx";
import { RefundForm } from "./refund-form.tsx";
import { StoryList } from "./story-list.tsx";
import { storyQuery } from "./workspace-queries.ts";

const words = strings.operatorConsole.action;

/** Operator → an action: its whole story, and its refund. */
export function ActionPage() {
  const { action } = useParams({ from: "/signed-in/operator/actions/$action" });
  const story = useQuery(storyQuery(action));
  if (story.data !== undefined) return <Loaded story={story.data} />;
  if (isProblem(story.error, "not-found")) {
    return (
      <Alert color="gray" icon={<CircleAlert size={18} aria-hidden />}>
        {words.missing} <BackLink />
      </Alert>
    );
  }
  if (story.isError) {
    return <LoadFailed title={words.failed} error={story.error} onRetry={() => void story.refetch()} />;
  }
  return <Skeleton h={420} radius="lg" />;
}

function BackLink() {
  return (
    <Anchor underline="always" size="sm" renderRoot={(props) => <Link {...props} to="/operator" />}>
      {words.back}
    </Anchor>
  );
}

function Loaded({ story }: { story: ActionStory }) {
  const { action, workspace } = story;
  return (
    <>
      <PageHeading
        title={strings.usage.kind(action.kind)}
        trail={[strings.operator.title, words.back]}
        text={words.ran(action.member?.name ?? words.service, workspace.name)}
        action={<BackLink />}
      />
      <div className={classes["split"]}>
        <div className={classes["column"]}>
          <ConsolePanel title={words.story}>
            <StoryList events={story.events} />
          </ConsolePanel>
          <Arithmetic story={story} />
        </div>
        <div className={classes["column"]}>
          <ConsolePanel title={words.refund.title}>
            <ReportsOfAction action={action.id} />
            {/* What is typed belongs to the state that it was typed for. */}
            <RefundForm key={action.refunded} story={story} />
            {action.status === "running" && <ReleaseHold story={story} />}
          </ConsolePanel>
          <ConsolePanel title={words.facts.id}>
            <ActionFacts story={story} />
          </ConsolePanel>
          {story.payments.length > 0 && (
            <ConsolePanel title={words.payments}>
              <PaidDraws paid={story.payments} />
            </ConsolePanel>
          )}
          <ConsolePanel title={words.log.title}>
            <LogHint story={story} />
          </ConsolePanel>
        </div>
      </div>
    </>
  );
}

function Arithmetic({ story: { action } }: { story: ActionStory }) {
  const [asked, setAsked] = useState<AskedLot | null>(null);
  const { receipt } = action;
  return (
    <ConsolePanel title={words.receipt} isLast>
      {receipt === null ? <Text size="sm">{words.noReceipt}</Text> : <TokenLines receipt={receipt} />}
      {receipt !== null && action.status !== "failed" && action.ownKey === undefined && (
        <ChargeSteps receipt={receipt} held={action.held} />
      )}
      <HoldAndReturn detail={action} />
      <LotDraws detail={action} onLines={(lot) => setAsked({ lot })} />
      <LedgerLines detail={action} asked={asked} />
    </ConsolePanel>
  );
}

function ReleaseHold({ story: { hold } }: { story: ActionStory }) {
  const [isOpen, setIsOpen] = useState(false);
  const { releaseTitle, release } = strings.operatorConsole.holds;
  return (
    <>
      <Button variant="default" onClick={() => setIsOpen(true)}>
        {words.release}
      </Button>
      {isOpen && (
        <ActDialog
          title={releaseTitle}
          method="post"
          path={apiPath("operator", "holds", hold, "release")}
          schema={runningHoldReleased}
          body={{}}
          submit={release}
          isDanger
          onClose={() => setIsOpen(false)}
        >
          {strings.operatorConsole.holds.releaseText}
        </ActDialog>
      )}
    </>
  );
}
