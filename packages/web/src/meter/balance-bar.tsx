import { strings } from "../strings/index.ts";
import classes from "./balance-bar.module.css";
import { type MeterPart, type MeterPartName, meterTotal } from "./meter-parts.ts";

type BalanceBarProps = {
  parts: readonly MeterPart[];
  /** In pixels. */
  height: number;
  /** Without a label of its own where the text beside it says the same. */
  isDecoration?: boolean;
};

/** One bar for the whole bucket: spent, held and available, each with a pattern of its own. */
export function BalanceBar({ parts, height, isDecoration = false }: BalanceBarProps) {
  const credits = (name: MeterPartName) => parts.find((part) => part.name === name)?.credits ?? 0;
  const figures = { spent: credits("spent"), held: credits("held"), available: credits("available") };
  const label = strings.usage.meter.bar(figures, meterTotal(figures));
  const naming = isDecoration ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <div className={classes["bar"]} style={{ height }} {...naming}>
      {parts
        .filter((part) => part.credits > 0)
        .map((part) => (
          <div
            key={part.name}
            className={`${classes["part"]} ${classes[part.name]}`}
            style={{ flexBasis: `${part.width}%`, flexGrow: part.width }}
          />
        ))}
    </div>
  );
}

/** The pattern of a part of the bar, for its legend. */
export function PartSwatch({ name }: { name: MeterPartName }) {
  return <span className={`${classes["swatch"]} ${classes[name]}`} aria-hidden />;
}
