import type { Estimate } from "@dokly/contract";
import { Button, Group, Modal, Text } from "@mantine/core";
import { formatCredits, formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { leftAfter } from "./charge-figures.ts";
import type { Priced } from "./pricing.ts";

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
          <dl className={classes["figures"]}>
            <dt>{words.range}</dt>
            <dd>{strings.editor.ai.credits(asked.estimate)}</dd>
            <dt>{words.available}</dt>
            <dd>{formatCredits(asked.estimate.available)}</dd>
            <dt>{words.left}</dt>
            <dd>{strings.editor.ai.credits(rangeLeft(asked.estimate))}</dd>
          </dl>
          <Text size="sm" c="dimmed" mb="md">
            {words.promise}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {words.cancel}
            </Button>
            <Button data-autofocus onClick={() => props.onConfirm(asked)}>
              {words.run} · {formatRange(asked.estimate)}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}

function rangeLeft(estimate: Estimate): { low: number; high: number } {
  const { least, most } = leftAfter(estimate);
  return { low: least, high: most };
}
