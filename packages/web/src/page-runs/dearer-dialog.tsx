import type { Estimate } from "@dokly/contract";
import { Button, Group, Modal, Text } from "@mantine/core";
import { priceText } from "../editor/price-text.ts";
import { RunFigures } from "../editor/run-figures.tsx";
import { strings } from "../strings/index.ts";

const words = strings.pageRuns.run;

type DearerDialogProps = {
  title: string;
  /** It began on an own key: credits would pay now. */
  wasOnOwnKey: boolean;
  /** What the page may cost now; null shows nothing. */
  estimate: Estimate | null;
  isBusy: boolean;
  onClose: () => void;
  onRun: (maxCredits: number) => void;
};

/** Asks before a page is run again that may cost more than it did when its run began, or more credits than none. */
export function DearerDialog({ title, wasOnOwnKey, estimate, isBusy, onClose, onRun }: DearerDialogProps) {
  const heading = wasOnOwnKey ? words.dearer.credits : words.dearer.title;
  return (
    <Modal opened={estimate !== null} onClose={onClose} title={heading} size="sm">
      {estimate === null ? null : (
        <>
          <Text size="sm" mb="md">
            {wasOnOwnKey ? words.dearer.creditsText : words.dearer.text(title)}
          </Text>
          <RunFigures estimate={estimate} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button data-autofocus loading={isBusy} onClick={() => onRun(estimate.high)}>
              {words.retry} · {priceText(estimate)}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}
