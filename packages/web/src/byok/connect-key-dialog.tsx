import { Button, Collapse, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { strings } from "../strings/index.ts";
import { viewerTimeZone } from "../usage/time-text.ts";
import { RefusedKey } from "./refused-key.tsx";
import { emptyScopeDraft, scopeOfDraft } from "./scope-draft.ts";
import { ScopeFields } from "./scope-fields.tsx";
import { SecretField, useSecret } from "./secret-field.tsx";
import { useConnectKey } from "./use-own-keys.ts";

const words = strings.ownKeys.connect;

type ConnectKeyDialogProps = { workspace: string; isOpened: boolean; onClose: () => void };

/** The form of a new key: what it is called, the key itself, and what it pays for. */
export function ConnectKeyDialog({ workspace, isOpened, onClose }: ConnectKeyDialogProps) {
  return (
    <Modal opened={isOpened} onClose={onClose} title={words.title} size="md">
      <ConnectKeyForm workspace={workspace} onClose={onClose} />
    </Modal>
  );
}

function ConnectKeyForm({ workspace, onClose }: Omit<ConnectKeyDialogProps, "isOpened">) {
  const secret = useSecret();
  const connect = useConnectKey(workspace, secret.take);
  const [label, setLabel] = useState("");
  const [isTried, setIsTried] = useState(false);
  const [draft, setDraft] = useState(emptyScopeDraft);
  const [isScoped, scoped] = useDisclosure(false);
  const isNamed = label.trim() !== "";
  const submit = () => {
    setIsTried(true);
    const scope = scopeOfDraft(draft, viewerTimeZone());
    if (!secret.check() || !isNamed || scope === null) return;
    connect.mutate({ label: label.trim(), scope }, { onSuccess: onClose });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="lg">
        <TextInput
          label={words.label}
          description={words.labelHint}
          placeholder={words.labelExample}
          maxLength={80}
          autoComplete="off"
          data-autofocus
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={isTried && !isNamed ? words.labelMissing : null}
        />
        <SecretField secret={secret} label={words.secret} hint={words.secretHint} />
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={isScoped ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
            aria-expanded={isScoped}
            onClick={scoped.toggle}
          >
            {words.scope}
          </Button>
        </div>
        <Collapse expanded={isScoped}>
          <ScopeFields workspace={workspace} draft={draft} models={[]} onChange={setDraft} />
        </Collapse>
        {connect.isError && <RefusedKey title={words.refused} error={connect.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {strings.settings.cancel}
          </Button>
          <Button type="submit" loading={connect.isPending}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
