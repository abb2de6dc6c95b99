import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { strings } from "../strings/index.ts";

const choices: { value: MantineColorScheme; label: string }[] = [
  { value: "auto", label: strings.app.colorScheme.auto },
  { value: "light", label: strings.app.colorScheme.light },
  { value: "dark", label: strings.app.colorScheme.dark },
];

/** Light, dark, or as the system says. Kept on this device. */
export function ColorSchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={strings.app.colorScheme.label}
      data={choices}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as MantineColorScheme)}
    />
  );
}
