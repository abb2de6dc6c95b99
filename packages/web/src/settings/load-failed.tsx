import { Alert, Button, Group, Text } from "@mantine/core";
import { CircleAlert } from "lucide-react";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";

type LoadFailedProps = { title: string; error: unknown; onRetry: () => void };

/** In place of what could not be loaded: what is missing, why, and a way to try again. */
export function LoadFailed({ title, error, onRetry }: LoadFailedProps) {
  return (
    <Alert color="red" variant="light" title={title} icon={<CircleAlert size={18} aria-hidden />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{errorSentence(error)}</Text>
        <Button size="xs" variant="default" onClick={onRetry}>
          {strings.settings.retry}
        </Button>
      </Group>
    </Alert>
  );
}
