import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { strings } from "../strings/index.ts";

type ConfirmDialogProps = {
  isOpened: boolean;
  title: string;
  text: string;
  confirm: string;
  /** By default "Cancel"; another word where cancelling is what is asked about. */
  keep?: string;
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something is taken away. Esc and the first button keep it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpened, title, text, confirm, keep = strings.settings.cancel, isPending, onConfirm, onClose } = props;
  return (
    <Modal opened={isOpened} onClose={onClose} title={title} size="sm">
      <Stack gap="lg">
        <Text size="sm">{text}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {keep}
          </Button>
          <Button color="red.8" onClick={onConfirm} loading={isPending}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
