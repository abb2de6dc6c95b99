import { Button, Group, Modal, Text } from "@mantine/core";
import { limitWarningText } from "../limits/limit-warning-text.ts";
import { strings } from "../strings/index.ts";
import { priceText } from "./price-text.ts";
import type { Priced } from "./pricing.ts";
import { RunFigures } from "./run-figures.tsx";

const words = strings.editor.confirm;

/** Asks before an action that can cost 10 credits or more: its range, what is there, and what will be left. */
export function ConfirmRunDialog(props: {
  asked: Priced | null;
  onConfirm: (asked: Priced) => void;
  onClose: () => void;
}) {
  const { asked } = props;
  return (
    <Modal
      opened={asked !== null}
      onClose={props.onClose}
      title={asked === null ? "" : words.title(strings.editor.kinds[asked.kind].name)}
      size="sm"
    >
      {asked === null ? null : (
        <>
          <RunFigures estimate={asked.estimate} />
          {asked.estimate.limitWarnings?.map((warning) => (
            <Text key={`${warning.member} ${warning.kind}`} size="sm" fw={500} mb="xs">
              {limitWarningText(warning)}
            </Text>
          ))}
          <Text size="sm" c="dimmed" mb="md">
            {words.promise}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {words.cancel}
            </Button>
            <Button data-autofocus onClick={() => props.onConfirm(asked)}>
              {words.run} · {priceText(asked.estimate)}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}
