import { ActionIcon, CopyButton, TextInput, Tooltip } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";

/** A value to take along, with a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => {
        const hint = copied ? strings.settings.copied : strings.settings.copy;
        return (
          <TextInput
            label={label}
            value={value}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            rightSection={
              <Tooltip label={hint}>
                <ActionIcon
                  aria-label={hint}
                  onClick={() => {
                    copy();
                    announce(strings.settings.copied);
                  }}
                >
                  {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            }
          />
        );
      }}
    </CopyButton>
  );
}
