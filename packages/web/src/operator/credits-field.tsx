import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { strings } from "../strings/index.ts";

/** No act is about more: the server's own bound. */
const creditsMost = 1_000_000_000;

type CreditsFieldProps = {
  readonly label: string;
  readonly description?: string;
  readonly least: 0 | 1;
  readonly most?: number;
  readonly initially?: number;
  /** Null: nothing stands there that can be sent; wrong, where it is not nothing. */
  readonly onChange: (credits: number | null, isWrong: boolean) => void;
};

/** Whole credits. What can not be sent stays, and the field says what can. */
export function CreditsField(props: CreditsFieldProps) {
  const { label, description, least, most = creditsMost, initially, onChange } = props;
  const [typed, setTyped] = useState<number | string>(initially ?? "");
  const isSent = (value: number | string): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
  const isWrong = (value: number | string): boolean => value !== "" && !isSent(value);
  return (
    <NumberInput
      label={label}
      {...(description !== undefined && { description })}
      min={least}
      max={most}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      value={typed}
      error={isWrong(typed) ? strings.operatorConsole.act.creditsRange(least, most) : null}
      onChange={(value) => {
        setTyped(value);
        onChange(isSent(value) ? value : null, isWrong(value));
      }}
    />
  );
}
