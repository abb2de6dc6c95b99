import type { CreatedApiKey } from "@dokly/contract";
import { Button, Center, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { strings } from "../strings/index.ts";
import { ApiKeyTable } from "./api-key-table.tsx";
import { KeyShownOnce } from "./key-shown-once.tsx";
import { LoadFailed } from "./load-failed.tsx";
import { MakeKeyDialog } from "./make-key-dialog.tsx";
import { PageHeading } from "./page-heading.tsx";
import { apiKeysQuery } from "./use-api-keys.ts";

const words = strings.settings.keys;

/** Settings → API keys: make one with its scopes, see it once, revoke it. Owners and admins only. */
export function ApiKeysPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const { name, role } = useWorkspace(workspace);
  const [isMaking, making] = useDisclosure(false);
  const [made, setMade] = useState<CreatedApiKey | null>(null);
  const canManage = hasRole(role, "admin");
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.settings.title, strings.settings.apiKeys]}
        text={words.intro(name)}
        action={
          canManage && (
            <Button leftSection={<Plus size={16} aria-hidden />} onClick={making.open}>
              {words.make}
            </Button>
          )
        }
      />
      {canManage ? (
        <Keys workspace={workspace} />
      ) : (
        <Text className="dokly-panel" p="lg" size="sm">
          {words.notAllowed}
        </Text>
      )}
      <MakeKeyDialog
        workspace={workspace}
        isOpened={isMaking}
        onClose={making.close}
        onMade={(key) => {
          making.close();
          setMade(key);
        }}
      />
      <KeyShownOnce made={made} onClose={() => setMade(null)} />
    </>
  );
}

function Keys({ workspace }: { workspace: string }) {
  const keys = useQuery(apiKeysQuery(workspace));
  if (keys.isError && keys.data === undefined) {
    return <LoadFailed title={words.failed} error={keys.error} onRetry={() => void keys.refetch()} />;
  }
  if (keys.data === undefined) return <Skeleton h={180} radius="lg" aria-label={words.loading} />;
  const { items } = keys.data;
  return (
    <div className="dokly-panel">
      {items.length === 0 ? (
        <Center mih={180} p="lg">
          <Stack gap={4} ta="center" maw={420}>
            <Text fw={500}>{words.empty}</Text>
            <Text size="sm" c="dimmed">
              {words.emptyHint}
            </Text>
          </Stack>
        </Center>
      ) : (
        <ApiKeyTable workspace={workspace} keys={items} />
      )}
    </div>
  );
}
