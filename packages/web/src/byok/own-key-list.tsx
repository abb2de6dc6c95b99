import type { OwnKeyList as Keys, OwnKey } from "@dokly/contract";
import { Stack } from "@mantine/core";
import { useState } from "react";
import { ConfirmDialog } from "../settings/confirm-dialog.tsx";
import { strings } from "../strings/index.ts";
import { EditKeyDialog } from "./edit-key-dialog.tsx";
import { keyRequests } from "./key-requests.ts";
import { type KeyRequest, OwnKeyCard } from "./own-key-card.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";
import { useKeyVerb } from "./use-own-keys.ts";

const words = strings.ownKeys;

type OwnKeyListProps = { workspace: string; list: Keys; canChange: boolean };
type Asked = { readonly request: KeyRequest; readonly ownKey: OwnKey };

/** The keys with what is asked before they change. */
export function OwnKeyList({ workspace, list, canChange }: OwnKeyListProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const verb = useKeyVerb(workspace);
  const close = () => setAsked(null);
  const askedFor = (request: KeyRequest) => (asked?.request === request ? asked.ownKey : null);
  const request = (ownKey: OwnKey, wish: KeyRequest) => {
    if (wish === "pause" || wish === "resume") verb.mutate({ id: ownKey.id, label: ownKey.label, verb: wish });
    else setAsked({ request: wish, ownKey });
  };
  return (
    <Stack gap="lg">
      {list.keys.map((ownKey) => (
        <OwnKeyCard
          key={ownKey.id}
          workspace={workspace}
          ownKey={ownKey}
          requests={canChange ? keyRequests(ownKey.status, list.isOnPlan && list.isConfigured) : []}
          isBusy={verb.isPending && verb.variables.id === ownKey.id}
          onRequest={(wish) => request(ownKey, wish)}
        />
      ))}
      <EditKeyDialog workspace={workspace} ownKey={askedFor("edit")} onClose={close} />
      <RotateKeyDialog workspace={workspace} ownKey={askedFor("rotate")} onClose={close} />
      {(["revoke", "remove"] as const).map((ending) => (
        <ConfirmDialog
          key={ending}
          isOpened={askedFor(ending) !== null}
          title={words[ending].title(asked?.ownKey.label ?? "")}
          text={words[ending].text}
          confirm={words[ending].button}
          isPending={verb.isPending}
          onClose={close}
          onConfirm={() => {
            if (asked === null) return;
            const { id, label } = asked.ownKey;
            verb.mutate({ id, label, verb: ending }, { onSettled: close });
          }}
        />
      ))}
    </Stack>
  );
}
