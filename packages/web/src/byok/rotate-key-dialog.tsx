import type { OwnKey } from "@dokly/contract";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { strings } from "../strings/index.ts";
import { RefusedKey } from "./refused-key.tsx";
import { SecretField, useSecret } from "./secret-field.tsx";
import { useRotateKey } from "./use-own-keys.ts";

const words = strings.ownKeys.rotate;

type RotateKeyDialogProps = { workspace: string; ownKey: OwnKey | null; onClose: () => void };

/** Puts another key of the provider in the place of one that is connected. */
export function RotateKeyDialog({ workspace, ownKey, onClose }: RotateKeyDialogProps) {
  return (
    <Modal opened={ownKey !== null} onClose={onClose} title={words.title(ownKey?.label ?? "")} size="md">
      {ownKey !== null && <RotateKeyForm workspace={workspace} id={ownKey.id} onClose={onClose} />}
    </Modal>
  );
}

function RotateKeyForm({ workspace, id, onClose }: { workspace: string; id: string; onClose: () => void }) {
  const secret = useSecret();
  const rotate = useRotateKey(workspace, secret.take);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (secret.check()) rotate.mutate(id, { onSuccess: onClose });
      }}
    >
      <Stack gap="lg">
        <Text size="sm">{words.text}</Text>
        <SecretField secret={secret} label={words.secret} />
        {rotate.isError && <RefusedKey title={words.refused} error={rotate.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {strings.settings.cancel}
          </Button>
          <Button type="submit" loading={rotate.isPending}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
