import { TextInput } from "@mantine/core";
import { strings } from "../strings/index.ts";
import { endOfDate } from "./audit-fields.ts";

type LastDayFieldProps = {
  readonly label: string;
  readonly description: string;
  /** A calendar date here; empty: none. */
  readonly value: string;
  /** Business time, as the server has told it. */
  readonly now: string;
  readonly onChange: (date: string) => void;
};

/** Whether a day that was chosen ends after an instant. */
export function isAhead(date: string, now: string): boolean {
  return Date.parse(endOfDate(date)) > Date.parse(now);
}

/** The last day of something that is to come. */
export function LastDayField({ label, description, value, now, onChange }: LastDayFieldProps) {
  return (
    <TextInput
      type="date"
      label={label}
      description={description}
      max="9999-12-31"
      value={value}
      error={value === "" || isAhead(value, now) ? null : strings.operatorConsole.act.dayOver}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
