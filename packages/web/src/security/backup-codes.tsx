import { Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import classes from "./security.module.css";

const words = strings.security.factor;

/** The codes for when the app is gone, shown once. */
export function BackupCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  return (
    <Stack>
      <Text size="sm">{words.codesText}</Text>
      <ul className={classes["codes"]} aria-label={words.codesTitle}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group justify="flex-end">
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={() => {
                copy();
                announce(strings.settings.copied);
              }}
            >
              {copied ? strings.settings.copied : words.copyCodes}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onKept}>{words.done}</Button>
      </Group>
    </Stack>
  );
}
