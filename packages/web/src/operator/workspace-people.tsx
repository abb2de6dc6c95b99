import { type OperatorWorkspace, type OwnKey, sessionsEnded } from "@dokly/contract";
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { apiPath } from "../api/client.ts";
import { formatDate, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { ActDialog } from "./act-form.tsx";
import classes from "./console.module.css";
import { ConsolePanel, Id } from "./console-panel.tsx";

const words = strings.operatorConsole.workspace;

type Member = OperatorWorkspace["members"][number];

/** Who is in a workspace, each with a way to sign them out everywhere. */
export function WorkspaceMembers({ members }: { members: readonly Member[] }) {
  const [signedOut, setSignedOut] = useState<Member | null>(null);
  return (
    <ConsolePanel title={words.members.title}>
      {members.length === 0 && <Text size="sm">{words.members.none}</Text>}
      <ul className={classes["list"]}>
        {members.map((member) => (
          <li key={member.id}>
            <Group justify="space-between" wrap="nowrap" gap="sm">
              <div>
                <Text size="sm">
                  {member.name} · {strings.app.roleNames[member.role]}
                </Text>
                <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {member.email} · {words.since(formatDate(member.joinedAt))}
                </Text>
              </div>
              <Button
                size="xs"
                variant="default"
                style={{ flexShrink: 0 }}
                aria-label={words.members.signOutNamed(member.name)}
                onClick={() => setSignedOut(member)}
              >
                {words.members.signOut}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      {signedOut !== null && (
        <ActDialog
          title={words.members.signOutNamed(signedOut.name)}
          method="post"
          path={apiPath("operator", "people", signedOut.id, "end-sessions")}
          schema={sessionsEnded}
          body={{}}
          submit={words.members.signOut}
          done={({ ended }) => words.members.signedOut(ended)}
          isDanger
          onClose={() => setSignedOut(null)}
        >
          <Text size="sm">{words.members.signOutText}</Text>
        </ActDialog>
      )}
    </ConsolePanel>
  );
}

type OwnKeysProps = { keys: readonly OwnKey[]; fallsBack: boolean };

/** The state of its own keys. There is no secret here to be shown. */
export function WorkspaceOwnKeys({ keys, fallsBack }: OwnKeysProps) {
  return (
    <ConsolePanel title={words.keys.title}>
      {keys.length === 0 ? (
        <Text size="sm">{words.keys.none}</Text>
      ) : (
        <>
          <ul className={classes["list"]}>
            {keys.map((key) => (
              <li key={key.id}>
                <KeyText ownKey={key} />
              </li>
            ))}
          </ul>
          <Text size="xs" c="dimmed">
            {fallsBack ? words.keys.fallback : words.keys.noFallback}
          </Text>
        </>
      )}
    </ConsolePanel>
  );
}

function KeyText({ ownKey }: { ownKey: OwnKey }) {
  const { scope, spentCents } = ownKey;
  const bounds = [scope.kinds, scope.members, scope.roles, scope.models].flatMap((bound) => bound ?? []);
  const most = scope.monthlyLimitCents === null ? null : formatMoney(scope.monthlyLimitCents, "usd");
  return (
    <>
      <Text size="sm">
        {ownKey.label} · {ownKey.status} · {words.keys.ends(ownKey.last4)}
      </Text>
      {ownKey.reason !== null && <Text size="sm">{ownKey.reason}</Text>}
      <Text size="xs" c="dimmed">
        {words.keys.fingerprint} <Id>{ownKey.fingerprint}</Id> ·{" "}
        {words.keys.spent(formatMoney(spentCents, "usd"), most)}
        {scope.endsAt !== null && ` · ${words.keys.until(formatDate(scope.endsAt))}`}
      </Text>
      <Text size="xs" c="dimmed">
        {words.keys.scope}: {bounds.length === 0 ? words.keys.everything : bounds.join(", ")}
      </Text>
    </>
  );
}
