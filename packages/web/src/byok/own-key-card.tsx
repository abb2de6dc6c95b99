import type { OwnKey, OwnKeyStatus } from "@dokly/contract";
import { Alert, Badge, Button, Code, Group, Stack, Title } from "@mantine/core";
import { Ban, CircleAlert, CircleCheck, CirclePause, type LucideIcon } from "lucide-react";
import { strings } from "../strings/index.ts";
import { OwnKeyFacts } from "./own-key-facts.tsx";

const words = strings.ownKeys;

const signs: Record<OwnKeyStatus, { icon: LucideIcon; color: string }> = {
  active: { icon: CircleCheck, color: "var(--mantine-color-anchor)" },
  paused: { icon: CirclePause, color: "var(--mantine-color-orange-text)" },
  invalid: { icon: CircleAlert, color: "var(--mantine-color-error)" },
  revoked: { icon: Ban, color: "currentColor" },
};

/** What an owner asks for on a key. */
export type KeyRequest = "edit" | "rotate" | "pause" | "resume" | "revoke" | "remove";

type OwnKeyCardProps = {
  workspace: string;
  ownKey: OwnKey;
  /** What can be asked for; nothing for those who only read. */
  requests: readonly KeyRequest[];
  isBusy: boolean;
  onRequest: (request: KeyRequest) => void;
};

/** A key: how it stands, what is known of it, and what can be done with it. */
export function OwnKeyCard({ workspace, ownKey, requests, isBusy, onRequest }: OwnKeyCardProps) {
  const { icon: Icon, color } = signs[ownKey.status];
  const titleId = `own-key-${ownKey.id}`;
  return (
    <Stack component="section" className="dokly-panel" p={{ base: "md", sm: "lg" }} gap="md" aria-labelledby={titleId}>
      <Group gap={10}>
        <Title order={2} id={titleId} style={{ overflowWrap: "anywhere" }}>
          {ownKey.label}
        </Title>
        <Code>{words.endsIn(ownKey.last4)}</Code>
        <Badge
          variant="default"
          radius="sm"
          tt="none"
          fw={500}
          leftSection={<Icon size={13} color={color} aria-hidden />}
        >
          {words.statusNames[ownKey.status]}
        </Badge>
      </Group>
      {ownKey.reason !== null && (
        <Alert color={ownKey.status === "invalid" ? "red" : "yellow"} variant="light">
          {ownKey.reason}
        </Alert>
      )}
      <OwnKeyFacts workspace={workspace} ownKey={ownKey} />
      {requests.length > 0 && (
        <Group gap="xs">
          {requests.map((request) => (
            <Button
              key={request}
              variant="default"
              size="xs"
              aria-label={words[request].of(ownKey.label)}
              disabled={isBusy}
              onClick={() => onRequest(request)}
            >
              {words[request].button}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  );
}
