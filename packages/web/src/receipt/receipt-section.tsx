import { Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

type ReceiptSectionProps = { title: string; hint?: string; children: ReactNode };

/** A titled part of the receipt. */
export function ReceiptSection({ title, hint, children }: ReceiptSectionProps) {
  const id = useId();
  return (
    <Stack component="section" gap="xs" aria-labelledby={id}>
      <Title order={3} id={id}>
        {title}
      </Title>
      {hint !== undefined && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
      {children}
    </Stack>
  );
}
