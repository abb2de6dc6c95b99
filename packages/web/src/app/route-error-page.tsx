import { Button, Container, Group, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { errorSentence } from "../api/error-sentence.ts";
import { isProblem } from "../api/problem.ts";
import { strings } from "../strings/index.ts";
import { NotFoundPage } from "./not-found-page.tsx";

/** What is shown when a page could not be loaded or drawn: the reason, and a way on. */
export function RouteErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (isProblem(error, "not-found")) return <NotFoundPage />;
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Container size="xs" py={80}>
      <Title order={1}>{strings.app.errors.title}</Title>
      <Text mt="sm" c="dimmed" role="alert">
        {errorSentence(error)}
      </Text>
      <Group mt="lg">
        <Button onClick={retry}>{strings.app.errors.retry}</Button>
        <Button variant="default" onClick={() => location.reload()}>
          {strings.app.errors.reload}
        </Button>
      </Group>
    </Container>
  );
}
