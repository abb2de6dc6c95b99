import { ActionIcon, Button } from "@mantine/core";
import { Sparkles } from "lucide-react";
import { strings } from "../strings/index.ts";

const label = strings.generate.button;

/** Begins a page written by the AI; only its sign where the screen is narrow. */
export function GenerateButton({ onClick }: { onClick: () => void }) {
  const icon = <Sparkles size={16} aria-hidden />;
  return (
    <>
      <ActionIcon variant="default" size={36} hiddenFrom="xs" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
      <Button variant="default" visibleFrom="xs" leftSection={icon} onClick={onClick}>
        {label}
      </Button>
    </>
  );
}
