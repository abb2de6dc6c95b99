import type { UsageDay } from "@dokly/contract";
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { ImageDown } from "lucide-react";
import { type RefObject, useRef } from "react";
import { sayError } from "../settings/notices.ts";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { chartPicture, type PictureLook } from "./chart-picture.ts";
import { kindColor } from "./kind-colors.ts";
import { pngOf, svgOf } from "./picture-files.ts";
import { dayText } from "./time-text.ts";
import classes from "./usage-chart.module.css";
import { usageTotals } from "./usage-totals.ts";

const words = strings.usage.chart;

type PictureMenuProps = { days: readonly UsageDay[]; kinds: readonly string[] };

/** Downloads the chart as a picture, in the colours of the screen. It is made here; nothing is sent anywhere. */
export function PictureMenu({ days, kinds }: PictureMenuProps) {
  const probe = useRef<HTMLSpanElement>(null);
  const { credits, actions } = usageTotals(days);
  const texts = {
    title: strings.usage.title,
    summary: `${words.title}: ${words.summary(credits, actions)}`,
    kindName: strings.usage.kind,
    dayName: (date: string) => dayText(date, "short"),
    number: formatNumber,
  };
  const save = async (type: "png" | "svg"): Promise<void> => {
    try {
      const look = lookOf(probe);
      const picture = chartPicture({ days, kinds }, texts, look);
      const blob =
        type === "png"
          ? await pngOf(picture, look.ground)
          : new Blob([svgOf(picture, look.ground)], { type: "image/svg+xml" });
      download(blob, `ai-usage-${days.at(-1)?.date ?? "empty"}.${type}`);
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label={words.picture}>
          <ActionIcon size="lg" aria-label={words.picture}>
            <ImageDown size={17} aria-hidden />
            <span ref={probe} className={classes["kinds"]} hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save("png")}>{words.png}</Menu.Item>
        <Menu.Item onClick={() => void save("svg")}>{words.svg}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The colours as they are now: a file knows no variables. */
function lookOf(probe: RefObject<HTMLElement | null>): PictureLook {
  const element = probe.current ?? document.body;
  const styles = getComputedStyle(element);
  const value = (name: string) => styles.getPropertyValue(name).trim();
  return {
    ground: value("--mantine-color-body"),
    ink: value("--mantine-color-text"),
    faint: value("--mantine-color-dimmed"),
    colorOf: (kind) => value(kindColor(kind).slice("var(".length, -1)),
  };
}

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it by the next turn; until then the address has to stay.
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
