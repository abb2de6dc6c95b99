import { Code, Group, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./console.module.css";

type PanelProps = { readonly title: string; readonly action?: ReactNode; readonly children: ReactNode };

/** A titled part of a page of the console. */
export function ConsolePanel({ title, action, children }: PanelProps) {
  return (
    <Stack
      component="section"
      className={`dokly-panel ${classes["panel"] ?? ""}`}
      gap="sm"
      p={{ base: "md", sm: "lg" }}
      aria-label={title}
    >
      <Group justify="space-between" gap="sm">
        <Title order={2}>{title}</Title>
        {action}
      </Group>
      {children}
    </Stack>
  );
}

/** A name with what belongs to it, in a `dl`. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={classes["facts"]}>{children}</dl>;
}

/** An id as it is copied. */
export function Id({ children }: { readonly children: string }) {
  return <Code className={classes["id"] ?? ""}>{children}</Code>;
}
