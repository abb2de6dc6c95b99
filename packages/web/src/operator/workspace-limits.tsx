import { actionKinds, type OperatorWorkspace, type UsageLimit, workspaceLimitSet } from "@dokly/contract";
import { Button, Group, NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { apiPath } from "../api/client.ts";
import { strings } from "../strings/index.ts";
import { sortKinds } from "../usage/usage-days.ts";
import { ActDialog } from "./act-form.tsx";
import classes from "./console.module.css";
import { ConsolePanel } from "./console-panel.tsx";
import { CreditsField } from "./credits-field.tsx";

const words = strings.operatorConsole.workspace.limits;

type Opened = { readonly type: "set" } | { readonly type: "remove"; readonly limit: UsageLimit };

/** The limits of members and kinds, which the operator may set too. */
export function WorkspaceLimits({ found }: { found: OperatorWorkspace }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const { limits } = found;
  const path = apiPath("operator", "workspaces", found.id, "limits");
  const onClose = (): void => setOpened(null);
  const add = (
    <Button size="xs" variant="default" onClick={() => setOpened({ type: "set" })}>
      {words.set}
    </Button>
  );
  return (
    <ConsolePanel title={words.title} action={add}>
      {limits.length === 0 && <Text size="sm">{words.none}</Text>}
      <ul className={classes["list"]}>
        {limits.map((limit) => (
          <li key={`${limit.member?.id} ${limit.kind}`}>
            <Group justify="space-between" gap="sm" wrap="nowrap">
              <LimitText limit={limit} />
              <Button
                size="xs"
                variant="subtle"
                aria-label={`${words.remove}: ${nameOf(limit)}`}
                onClick={() => setOpened({ type: "remove", limit })}
              >
                {words.remove}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      {opened?.type === "set" && (
        <SetLimit members={found.members} kinds={kindsOf(found)} path={path} onClose={onClose} />
      )}
      {opened?.type === "remove" && (
        <ActDialog
          title={words.removeTitle}
          method="put"
          path={path}
          schema={workspaceLimitSet}
          body={{ member: opened.limit.member?.id ?? null, kind: opened.limit.kind, credits: null }}
          submit={words.remove}
          isDanger
          onClose={onClose}
        >
          <Text size="sm">{nameOf(opened.limit)}</Text>
        </ActDialog>
      )}
    </ConsolePanel>
  );
}

function nameOf({ member, kind }: UsageLimit): string {
  const what = kind === null ? words.allKinds : strings.usage.kind(kind);
  return `${member?.name ?? words.everybody}, ${what}`;
}

function LimitText({ limit }: { limit: UsageLimit }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm">{nameOf(limit)}</Text>
      <Text size="xs" c="dimmed">
        {words.row(limit.used, limit.credits, words.modes[limit.mode])}
      </Text>
    </div>
  );
}

type SetLimitProps = {
  members: OperatorWorkspace["members"];
  kinds: readonly string[];
  path: string;
  onClose: () => void;
};

/** What can be limited: our own kinds, and those of other services that are limited or run here. */
function kindsOf({ limits, holds }: OperatorWorkspace): readonly string[] {
  const others = [...limits, ...holds].flatMap(({ kind }) => (kind === null ? [] : [kind]));
  return sortKinds([...new Set<string>([...actionKinds, ...others])]);
}

function SetLimit({ members, kinds, path, onClose }: SetLimitProps) {
  const [member, setMember] = useState("");
  const [kind, setKind] = useState("");
  const [mode, setMode] = useState("hard");
  const [credits, setCredits] = useState<number | null>(null);
  const isWhole = credits !== null && (member !== "" || kind !== "");
  const scope = { member: member === "" ? null : member, kind: kind === "" ? null : kind };
  return (
    <ActDialog
      title={words.set}
      method="put"
      path={path}
      schema={workspaceLimitSet}
      body={isWhole ? { ...scope, mode, credits } : null}
      submit={words.set}
      onClose={onClose}
    >
      <NativeSelect
        label={words.member}
        value={member}
        onChange={(event) => setMember(event.currentTarget.value)}
        data={[{ value: "", label: words.everybody }, ...members.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <NativeSelect
        label={words.kind}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value)}
        data={[
          { value: "", label: words.allKinds },
          ...kinds.map((value) => ({ value, label: strings.usage.kind(value) })),
        ]}
      />
      <NativeSelect
        label={words.mode}
        value={mode}
        onChange={(event) => setMode(event.currentTarget.value)}
        data={(["hard", "soft"] as const).map((value) => ({ value, label: words.modes[value] }))}
      />
      <CreditsField label={words.credits} least={0} onChange={setCredits} />
    </ActDialog>
  );
}
