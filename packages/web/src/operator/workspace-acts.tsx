import { goodwillGranted, type OperatorWorkspace, planSet, suspensionSet } from "@dokly/contract";
import { Button, Group, NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { apiPath } from "../api/client.ts";
import { strings } from "../strings/index.ts";
import { ActDialog } from "./act-form.tsx";
import { endOfDate } from "./audit-fields.ts";
import { CreditsField } from "./credits-field.tsx";
import { isAhead, LastDayField } from "./last-day-field.tsx";

const words = strings.operatorConsole.workspace;

type Dialog = "plan" | "goodwill" | "suspension";
type ActProps = { found: OperatorWorkspace; onClose: () => void };

/** What can be done with a workspace as a whole. */
export function WorkspaceActs({ found }: { found: OperatorWorkspace }) {
  const [opened, setOpened] = useState<Dialog | null>(null);
  const props = { found, onClose: () => setOpened(null) };
  const { isSuspended } = found.balance;
  return (
    <Group gap="xs">
      <Button size="sm" variant="default" onClick={() => setOpened("plan")}>
        {words.acts.plan}
      </Button>
      <Button size="sm" variant="default" onClick={() => setOpened("goodwill")}>
        {words.acts.goodwill}
      </Button>
      <Button size="sm" variant="default" onClick={() => setOpened("suspension")}>
        {isSuspended ? words.acts.resume : words.acts.suspend}
      </Button>
      {opened === "plan" && <SetPlan {...props} />}
      {opened === "goodwill" && <Goodwill {...props} />}
      {opened === "suspension" && <Suspension {...props} />}
    </Group>
  );
}

function SetPlan({ found, onClose }: ActProps) {
  const { plans, balance, id } = found;
  const [plan, setPlan] = useState(balance.plan);
  const [when, setWhen] = useState("now");
  const [monthlyCredits, setMonthlyCredits] = useState<number | null>(null);
  const [isWrong, setIsWrong] = useState(false);
  const [trial, setTrial] = useState("");
  const needsNumber = plans.find(({ name }) => name === plan)?.monthlyCredits == null;
  const isNow = when === "now";
  const isTrialAhead = !isNow || trial === "" || isAhead(trial, balance.asOf);
  const isWhole = isTrialAhead && !isWrong && !(needsNumber && monthlyCredits === null);
  const body = {
    plan,
    when,
    monthlyCredits,
    ...(isNow && trial !== "" && { trialEndsAt: endOfDate(trial) }),
  };
  return (
    <ActDialog
      title={words.setPlan.title}
      method="put"
      path={apiPath("operator", "workspaces", id, "plan")}
      schema={planSet}
      body={isWhole ? body : null}
      submit={words.setPlan.submit}
      onClose={onClose}
    >
      <NativeSelect
        label={words.setPlan.plan}
        value={plan}
        onChange={(event) => setPlan(event.currentTarget.value)}
        data={plans.map(({ name }) => name)}
      />
      <NativeSelect
        label={words.setPlan.when}
        value={when}
        onChange={(event) => setWhen(event.currentTarget.value)}
        data={(["now", "reset"] as const).map((value) => ({ value, label: words.setPlan[value] }))}
      />
      <CreditsField
        label={words.setPlan.monthly}
        description={words.setPlan.monthlyHint}
        least={0}
        onChange={(credits, isUnfit) => {
          setMonthlyCredits(credits);
          setIsWrong(isUnfit);
        }}
      />
      {isNow && (
        <LastDayField
          label={words.setPlan.trial}
          description={words.setPlan.trialHint}
          value={trial}
          now={balance.asOf}
          onChange={setTrial}
        />
      )}
      <Text size="xs" c="dimmed">
        {words.setPlan.note}
      </Text>
    </ActDialog>
  );
}

function Goodwill({ found, onClose }: ActProps) {
  const [credits, setCredits] = useState<number | null>(null);
  const [expires, setExpires] = useState("");
  const { asOf } = found.balance;
  const isWhole = credits !== null && (expires === "" || isAhead(expires, asOf));
  const body = isWhole ? { credits, ...(expires !== "" && { expiresAt: endOfDate(expires) }) } : null;
  return (
    <ActDialog
      title={words.goodwill.title}
      method="post"
      path={apiPath("operator", "workspaces", found.id, "goodwill")}
      schema={goodwillGranted}
      body={body}
      submit={words.goodwill.submit}
      onClose={onClose}
    >
      <CreditsField label={words.goodwill.credits} least={1} onChange={setCredits} />
      <LastDayField
        label={words.goodwill.expires}
        description={words.goodwill.expiresHint}
        value={expires}
        now={asOf}
        onChange={setExpires}
      />
    </ActDialog>
  );
}

function Suspension({ found, onClose }: ActProps) {
  const { isSuspended } = found.balance;
  const { suspendTitle, suspendText, resumeTitle, resumeText } = words.suspension;
  return (
    <ActDialog
      title={isSuspended ? resumeTitle : suspendTitle}
      method="put"
      path={apiPath("operator", "workspaces", found.id, "suspension")}
      schema={suspensionSet}
      body={{ isSuspended: !isSuspended }}
      submit={isSuspended ? words.acts.resume : words.acts.suspend}
      isDanger={!isSuspended}
      onClose={onClose}
    >
      <Text size="sm">{isSuspended ? resumeText : suspendText}</Text>
    </ActDialog>
  );
}
