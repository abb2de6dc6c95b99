import { Button, Container, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { strings } from "../strings/index.ts";

/** An address that leads nowhere, and a page or workspace that this person can not see. */
export function NotFoundPage() {
  return (
    <Container size="xs" py={80}>
      <Title order={1}>{strings.app.notFound.title}</Title>
      <Text mt="sm" c="dimmed">
        {strings.app.notFound.text}
      </Text>
      <Button mt="lg" renderRoot={(props) => <Link to="/" {...props} />}>
        {strings.app.notFound.back}
      </Button>
    </Container>
  );
}
