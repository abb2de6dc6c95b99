import { Group, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./progress-list.module.css";

export type ProgressItem = {
  id: string;
  /** Its name, as a link to it. */
  link: ReactNode;
  state: string;
  /** 0 to 100. */
  percent: number;
  progress: string;
  figures: string;
};

/** What the server works on, or has worked on, as a list of bars. */
export function ProgressList({ items }: { items: readonly ProgressItem[] }) {
  return (
    <ul className={classes["list"]}>
      {items.map(({ id, link, state, percent, progress, figures }) => (
        <li key={id} className="dokly-panel">
          <Group justify="space-between" gap="sm">
            {link}
            <Text size="sm" c="dimmed">
              {state}
            </Text>
          </Group>
          <Progress value={percent} size="sm" aria-label={progress} />
          <Text size="sm" c="dimmed">
            {figures}
          </Text>
        </li>
      ))}
    </ul>
  );
}

/** In place of an empty list: that nothing is there yet, and how it comes to be. */
export function EmptyList({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className={`dokly-panel ${classes["none"] ?? ""}`}>
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
      {children}
    </div>
  );
}
