import type { OwnKey } from "@dokly/contract";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { strings } from "../strings/index.ts";
import { viewerTimeZone } from "../usage/time-text.ts";
import { RefusedKey } from "./refused-key.tsx";
import { draftOfScope, scopeOfDraft } from "./scope-draft.ts";
import { ScopeFields } from "./scope-fields.tsx";
import { useChangeKey } from "./use-own-keys.ts";

const words = strings.ownKeys.edit;

type EditKeyDialogProps = { workspace: string; ownKey: OwnKey | null; onClose: () => void };

/** Renames a key, or says anew what it pays for. */
export function EditKeyDialog({ workspace, ownKey, onClose }: EditKeyDialogProps) {
  return (
    <Modal opened={ownKey !== null} onClose={onClose} title={words.title} size="md">
      {ownKey !== null && <EditKeyForm workspace={workspace} ownKey={ownKey} onClose={onClose} />}
    </Modal>
  );
}

function EditKeyForm({ workspace, ownKey, onClose }: EditKeyDialogProps & { ownKey: OwnKey }) {
  const zone = viewerTimeZone();
  const change = useChangeKey(workspace);
  const [label, setLabel] = useState(ownKey.label);
  const [draft, setDraft] = useState(() => draftOfScope(ownKey.scope, zone));
  const scope = scopeOfDraft(draft, zone);
  const isNamed = label.trim() !== "";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (scope === null || !isNamed) return;
        change.mutate({ id: ownKey.id, body: { label: label.trim(), scope } }, { onSuccess: onClose });
      }}
    >
      <Stack gap="md">
        <TextInput
          label={strings.ownKeys.connect.label}
          maxLength={80}
          autoComplete="off"
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={isNamed ? null : strings.ownKeys.connect.labelMissing}
        />
        <ScopeFields workspace={workspace} draft={draft} models={ownKey.models} onChange={setDraft} />
        {change.isError && <RefusedKey title={words.refused} error={change.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {strings.settings.cancel}
          </Button>
          <Button type="submit" loading={change.isPending}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
