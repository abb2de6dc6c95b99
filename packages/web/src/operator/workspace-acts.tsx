import { goodwillGranted, type OperatorWorkspace, planSet, suspensionSet } from "@dokly/contract";
import { Button, Group, NativeSelect, NumberInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { apiPath } from "../api/client.ts";
import { strings } from "../strings/index.ts";
import { ActDialog } from "./act-form.tsx";
import { endOfDate } from "./audit-fields.ts";

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
  const [trial, setTrial] = useState("");
  const needsNumber = plans.find(({ name }) => name === plan)?.monthlyCredits == null;
  const isNow = when === "now";
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
      body={needsNumber && monthlyCredits === null ? null : body}
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
      <NumberInput
        label={words.setPlan.monthly}
        description={words.setPlan.monthlyHint}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        value={monthlyCredits ?? ""}
        onChange={(value) => setMonthlyCredits(typeof value === "number" ? value : null)}
      />
      {isNow && (
        <TextInput
          type="date"
          label={words.setPlan.trial}
          description={words.setPlan.trialHint}
          value={trial}
          onChange={(event) => setTrial(event.currentTarget.value)}
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
  const body = credits === null ? null : { credits, ...(expires !== "" && { expiresAt: endOfDate(expires) }) };
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
      <NumberInput
        label={words.goodwill.credits}
        min={1}
        allowDecimal={false}
        allowNegative={false}
        value={credits ?? ""}
        onChange={(value) => setCredits(typeof value === "number" && value > 0 ? value : null)}
      />
      <TextInput
        type="date"
        label={words.goodwill.expires}
        description={words.goodwill.expiresHint}
        value={expires}
        onChange={(event) => setExpires(event.currentTarget.value)}
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
