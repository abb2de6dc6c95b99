import { Group, Stack, Text, Title } from "@mantine/core";
import { ChevronRight } from "lucide-react";
import { Fragment, type ReactNode } from "react";

type PageHeadingProps = {
  title: string;
  /** Where the page stands in the settings, the outermost first. */
  trail: readonly string[];
  text: string;
  /** What can be done on the page as a whole. */
  action?: ReactNode;
};

/** The head of a settings page: where it is, what it is called, and in one sentence what it is for. */
export function PageHeading({ title, trail, text, action }: PageHeadingProps) {
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg">
      <Stack gap={4}>
        <Group gap={4} c="dimmed" wrap="nowrap">
          {trail.map((step, at) => (
            <Fragment key={step}>
              {at > 0 && <ChevronRight size={13} aria-hidden />}
              <Text size="xs" fw={500}>
                {step}
              </Text>
            </Fragment>
          ))}
        </Group>
        <Title order={1}>{title}</Title>
        <Text c="dimmed" size="sm">
          {text}
        </Text>
      </Stack>
      {action}
    </Group>
  );
}
