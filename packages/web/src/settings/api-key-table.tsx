import type { ApiKey } from "@dokly/contract";
import { Badge, Button, Code, Group, Text } from "@mantine/core";
import { useState } from "react";
import { formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { keyEnd } from "./key-end.ts";
import classes from "./settings-table.module.css";
import { useRevokeKey } from "./use-api-keys.ts";

const words = strings.settings.keys;

/** The keys of the workspace; never the keys themselves, only how they begin. */
export function ApiKeyTable({ workspace, keys }: { workspace: string; keys: readonly ApiKey[] }) {
  const [asked, setAsked] = useState<ApiKey | null>(null);
  const revoke = useRevokeKey(workspace);
  return (
    <>
      <table className={`dokly-table ${classes["table"]}`} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.label}</th>
            <th scope="col" className="dokly-wide">
              {words.scopes}
            </th>
            <th scope="col" className="dokly-wide">
              {words.made}
            </th>
            <th scope="col" className="dokly-wide">
              {words.ends}
            </th>
            <th scope="col" className={classes["actions"]}>
              <span className={classes["hidden"]}>{words.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setAsked(key)} />
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        isOpened={asked !== null}
        title={words.revokeTitle(asked?.label ?? "")}
        text={words.revokeText}
        confirm={words.revokeButton}
        isPending={revoke.isPending}
        onConfirm={() => asked !== null && revoke.mutate(asked, { onSettled: () => setAsked(null) })}
        onClose={() => setAsked(null)}
      />
    </>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const scopes = apiKey.scopes.map((scope) => words.scopeNames[scope]).join(", ");
  const end = keyEnd(apiKey.endsAt, new Date());
  const endText = end.lastDayAt === null ? words.never : formatDate(end.lastDayAt);
  return (
    <tr>
      <td>
        <Group gap={8}>
          <Text span size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
            {apiKey.label}
          </Text>
          {end.hasEnded && (
            <Badge size="sm" radius="sm" variant="default" tt="none" fw={500}>
              {words.ended}
            </Badge>
          )}
        </Group>
        <Code>{apiKey.start}…</Code>
        <div className="dokly-narrow">
          {scopes} · {words.ends}: {endText}
        </div>
      </td>
      <td className="dokly-wide">{scopes}</td>
      <td className="dokly-wide">{words.madeBy(apiKey.createdBy, formatDate(apiKey.createdAt))}</td>
      <td className="dokly-wide">{endText}</td>
      <td className={classes["actions"]}>
        <Button
          variant="default"
          size="xs"
          aria-label={words.revoke(apiKey.label)}
          aria-haspopup="dialog"
          onClick={onRevoke}
        >
          {words.revokeButton}
        </Button>
      </td>
    </tr>
  );
}
