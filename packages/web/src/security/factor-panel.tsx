import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { strings } from "../strings/index.ts";
import { EndFactorDialog } from "./end-factor-dialog.tsx";
import { NewCodesDialog } from "./new-codes-dialog.tsx";
import { SetUpDialog } from "./set-up-dialog.tsx";

const words = strings.security.factor;

/** Whether a sign-in asks for a code, and the ways to change that. */
export function FactorPanel({ hasFactor }: { hasFactor: boolean }) {
  const [opened, setOpened] = useState<"set-up" | "end" | "codes" | null>(null);
  const close = () => setOpened(null);
  return (
    <section className="dokly-panel" aria-labelledby="factor-title">
      <Stack p="lg" gap="md">
        <Group gap="sm">
          <Title order={2} id="factor-title" size="h4">
            {words.title}
          </Title>
          <Badge variant="light" color={hasFactor ? "evergreen" : "gray"}>
            {hasFactor ? words.isOn : words.isOff}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed" maw={620}>
          {hasFactor ? words.on : words.why}
        </Text>
        <Group>
          {hasFactor ? (
            <>
              <Button variant="default" onClick={() => setOpened("codes")}>
                {words.newCodes}
              </Button>
              <Button variant="default" onClick={() => setOpened("end")}>
                {words.end}
              </Button>
            </>
          ) : (
            <Button onClick={() => setOpened("set-up")}>{words.begin}</Button>
          )}
        </Group>
      </Stack>
      {opened === "set-up" ? <SetUpDialog onClose={close} /> : null}
      {opened === "end" ? <EndFactorDialog onClose={close} /> : null}
      {opened === "codes" ? <NewCodesDialog onClose={close} /> : null}
    </section>
  );
}
