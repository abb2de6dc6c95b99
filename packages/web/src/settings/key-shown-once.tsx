import type { CreatedApiKey } from "@dokly/contract";
import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { strings } from "../strings/index.ts";
import { CopyField } from "./copy-field.tsx";

const words = strings.settings.keys;

/** The one time that a key is seen. A click beside the dialog does not close it, so that it is not lost by accident. */
export function KeyShownOnce({ made, onClose }: { made: CreatedApiKey | null; onClose: () => void }) {
  return (
    <Modal opened={made !== null} onClose={onClose} title={words.onceTitle} closeOnClickOutside={false} size="md">
      <Stack gap="lg">
        <Alert color="orange" icon={<KeyRound size={18} aria-hidden />}>
          {words.onceText}
        </Alert>
        {made !== null && <CopyField label={`${words.key}: ${made.label}`} value={made.key} />}
        <Group justify="flex-end">
          <Button onClick={onClose}>{words.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
