import { optionLengths } from "@dokly/contract";
import { Textarea, TextInput } from "@mantine/core";
import type { Brief } from "./brief.ts";

type BriefFieldProps = {
  name: keyof Brief;
  brief: Brief;
  onChange: (change: Partial<Brief>) => void;
  label: string;
  placeholder?: string;
  description?: string;
};

const isRequired: Record<keyof Brief, boolean> = { title: true, brief: true, audience: false, notes: false };
/** The texts that may take several lines, with how many are shown at first. */
const rows = { brief: 3, notes: 2 } as const;

/** A text of a brief, as long as an action takes it. */
export function BriefField({ name, brief, onChange, label, placeholder, description }: BriefFieldProps) {
  const field = {
    label,
    placeholder,
    description,
    required: isRequired[name],
    maxLength: optionLengths[name],
    value: brief[name],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
  };
  if (name === "brief" || name === "notes") return <Textarea {...field} autosize minRows={rows[name]} maxRows={8} />;
  return <TextInput {...field} data-autofocus={name === "title" || undefined} />;
}
