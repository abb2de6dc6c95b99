import { Button, Group, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { strings } from "../strings/index.ts";

const words = strings.pageRuns.run;

type AcceptAllProps = { count: number; isBusy: boolean; onAccept: () => Promise<unknown> };

/** Saves every text that waits, after a word of warning: none of them is looked at again. */
export function AcceptAll({ count, isBusy, onAccept }: AcceptAllProps) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button loading={isBusy} onClick={open}>
        {words.acceptAll(count)}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.acceptAllTitle(count)}>
        <Text size="sm" mb="md">
          {words.acceptAllText}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {words.cancel}
          </Button>
          <Button
            data-autofocus
            loading={isBusy}
            onClick={() => {
              close();
              // What went wrong is told where it is known.
              void onAccept().catch(() => undefined);
            }}
          >
            {words.acceptAllSubmit}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
