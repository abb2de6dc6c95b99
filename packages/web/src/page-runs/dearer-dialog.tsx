import type { Estimate } from "@dokly/contract";
import { Button, Group, Modal, Text } from "@mantine/core";
import { RunFigures } from "../editor/run-figures.tsx";
import { formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

const words = strings.pageRuns.run;

type DearerDialogProps = {
  title: string;
  /** What the page may cost now; null shows nothing. */
  estimate: Estimate | null;
  isBusy: boolean;
  onClose: () => void;
  onRun: (maxCredits: number) => void;
};

/** Asks before a page is run again that may cost more than it did when its run began. */
export function DearerDialog({ title, estimate, isBusy, onClose, onRun }: DearerDialogProps) {
  return (
    <Modal opened={estimate !== null} onClose={onClose} title={words.dearer.title} size="sm">
      {estimate === null ? null : (
        <>
          <Text size="sm" mb="md">
            {words.dearer.text(title)}
          </Text>
          <RunFigures estimate={estimate} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button data-autofocus loading={isBusy} onClick={() => onRun(estimate.high)}>
              {words.retry} · {formatRange(estimate)}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}
