import { pageRunPagesMax } from "@dokly/contract";
import { Button, Group, Text } from "@mantine/core";
import { Sparkles } from "lucide-react";
import { strings } from "../strings/index.ts";
import classes from "./documents.module.css";

const words = strings.documents;

type SelectionBarProps = { count: number; onRun: () => void; onClear: () => void };

/** What can be done with the selected pages; stays in sight below the list. */
export function SelectionBar({ count, onRun, onClear }: SelectionBarProps) {
  const isTooMany = count > pageRunPagesMax;
  return (
    <section className={classes["bar"]} aria-label={words.selection}>
      <Text size="sm" fw={600} role="status">
        {words.selected(count)}
      </Text>
      {isTooMany ? (
        <Text size="sm" c="var(--mantine-color-error)">
          {words.tooMany(pageRunPagesMax)}
        </Text>
      ) : null}
      <Group gap="xs" ml="auto" wrap="nowrap">
        <Button size="xs" variant="default" onClick={onClear}>
          {words.clear}
        </Button>
        <Button size="xs" leftSection={<Sparkles size={14} aria-hidden />} disabled={isTooMany} onClick={onRun}>
          {words.runOn(count)}
        </Button>
      </Group>
    </section>
  );
}
