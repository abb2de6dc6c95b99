import type { OwnKeyList as Keys } from "@dokly/contract";
import { Alert, Anchor, Button, Center, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { AuditPanel } from "./audit-panel.tsx";
import { ConnectKeyDialog } from "./connect-key-dialog.tsx";
import { OwnKeyList } from "./own-key-list.tsx";
import { ownKeysQuery } from "./own-key-queries.ts";
import { useFallback } from "./use-own-keys.ts";

const words = strings.ownKeys;

/** Settings → AI → Own key: owners of an enterprise connect and scope keys, admins read, others read why not. */
export function OwnKeysPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const { name, role } = useWorkspace(workspace);
  const canRead = hasRole(role, "admin");
  const keys = useQuery({ ...ownKeysQuery(workspace), enabled: canRead });
  const [isConnecting, connecting] = useDisclosure(false);
  const isOwner = role === "owner";
  const canConnect = isOwner && keys.data?.isOnPlan === true && keys.data.isConfigured;
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.settings.title, words.area, words.title]}
        text={words.intro(name)}
        action={
          canConnect && (
            <Button leftSection={<Plus size={16} aria-hidden />} onClick={connecting.open}>
              {words.connect.button}
            </Button>
          )
        }
      />
      {!canRead && (
        <Text className="dokly-panel" p="lg" size="sm">
          {words.notAllowed}
        </Text>
      )}
      {canRead && keys.isPending && <Skeleton height={240} radius="lg" aria-label={words.loading} />}
      {keys.isError && keys.data === undefined && (
        <LoadFailed title={words.failed} error={keys.error} onRetry={() => void keys.refetch()} />
      )}
      {keys.data !== undefined && <Body workspace={workspace} list={keys.data} isOwner={isOwner} />}
      <ConnectKeyDialog workspace={workspace} isOpened={isConnecting} onClose={connecting.close} />
    </>
  );
}

type BodyProps = { workspace: string; list: Keys; isOwner: boolean };

function Body({ workspace, list, isOwner }: BodyProps) {
  const canPay = list.isOnPlan && list.isConfigured;
  return (
    <Stack gap="lg">
      {!list.isOnPlan && <NotOnPlan workspace={workspace} isOwner={isOwner} />}
      {list.isOnPlan && !list.isConfigured && (
        <Alert color="yellow" variant="light" title={words.notConfigured.title}>
          {words.notConfigured.text}
        </Alert>
      )}
      {!isOwner && (
        <Text size="sm" c="dimmed">
          {words.ownersChange}
        </Text>
      )}
      {list.keys.length === 0 && canPay && (
        <Center className="dokly-panel" mih={160} p="lg">
          <Stack gap={4} ta="center" maw={440}>
            <Text fw={500}>{words.empty}</Text>
            <Text size="sm" c="dimmed">
              {words.emptyHint}
            </Text>
          </Stack>
        </Center>
      )}
      <OwnKeyList workspace={workspace} list={list} canChange={isOwner} />
      {canPay && <Fallback workspace={workspace} isOn={list.fallbackToCredits} canChange={isOwner} />}
      <AuditPanel workspace={workspace} />
    </Stack>
  );
}

function NotOnPlan({ workspace, isOwner }: { workspace: string; isOwner: boolean }) {
  return (
    <Alert color="yellow" variant="light" title={words.notOnPlan.title}>
      {words.notOnPlan.text}{" "}
      {isOwner && (
        <Anchor
          size="sm"
          underline="always"
          renderRoot={(props) => <Link {...props} to="/w/$workspace/settings/plan" params={{ workspace }} />}
        >
          {words.notOnPlan.link}
        </Anchor>
      )}
    </Alert>
  );
}

function Fallback({ workspace, isOn, canChange }: { workspace: string; isOn: boolean; canChange: boolean }) {
  const change = useFallback(workspace);
  return (
    <div className="dokly-panel" style={{ padding: "var(--mantine-spacing-lg)" }}>
      <Switch
        label={words.fallback.label}
        description={words.fallback.hint}
        checked={change.isPending ? change.variables : isOn}
        disabled={!canChange || change.isPending}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </div>
  );
}
