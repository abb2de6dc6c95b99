import { ActionIcon, CopyButton, Textarea, TextInput, Tooltip } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import type { FocusEvent } from "react";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";

type CopyFieldProps = {
  label: string;
  value: string;
  /** It is shown whole, on several lines. */
  isLong?: boolean;
};

/** A value to take along, with a button that copies it. */
export function CopyField({ label, value, isLong = false }: CopyFieldProps) {
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => {
        const hint = copied ? strings.settings.copied : strings.settings.copy;
        const button = (
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
        );
        const field = {
          label,
          value,
          readOnly: true,
          onFocus: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => event.currentTarget.select(),
          styles: { input: { fontFamily: "var(--mantine-font-family-monospace)" } },
          rightSection: button,
        };
        return isLong ? <Textarea {...field} autosize /> : <TextInput {...field} />;
      }}
    </CopyButton>
  );
}
