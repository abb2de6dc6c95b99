import { Code, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./console.module.css";

type PanelProps = {
  readonly title: string;
  readonly action?: ReactNode;
  /** On a narrow screen it comes after the others. */
  readonly isLast?: boolean;
  readonly children: ReactNode;
};

/** A titled part of a page of the console. */
export function ConsolePanel({ title, action, isLast = false, children }: PanelProps) {
  return (
    <Stack
      component="section"
      className={`dokly-panel ${classes["panel"] ?? ""} ${isLast ? (classes["last"] ?? "") : ""}`}
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

/** In the place of rows, where there are none. */
export function Nothing({ children, hint }: { readonly children: string; readonly hint?: string }) {
  return (
    <div className={`dokly-panel ${classes["none"] ?? ""}`}>
      <Text fw={500}>{children}</Text>
      {hint !== undefined && (
        <Text size="sm" c="dimmed" mt={4}>
          {hint}
        </Text>
      )}
    </div>
  );
}

/** An id as it is copied. */
export function Id({ children }: { readonly children: string }) {
  return <Code className={classes["id"] ?? ""}>{children}</Code>;
}
