import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./editor.module.css";

/** What is shown of a page: the text, the preview, or both. */
export type PaneView = "write" | "both" | "preview";

const shareMin = 25;
const shareMax = 75;
const step = 5;

const within = (share: number): number => Math.min(shareMax, Math.max(shareMin, Math.round(share)));

/** Text and preview side by side with a border that can be moved, by pointer and by arrow keys. Both stay mounted. */
export function SplitPanes({ view, left, right }: { view: PaneView; left: ReactNode; right: ReactNode }) {
  const [share, setShare] = useState(52);
  const frame = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent): void => {
    const box = frame.current?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setShare(within(((event.clientX - box.left) / box.width) * 100));
  };
  const move = (event: KeyboardEvent): void => {
    const change = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    setShare((before) => within(before + change));
  };
  return (
    <div ref={frame} className={classes["panes"]} data-view={view} style={{ "--share": `${share}%` } as CSSProperties}>
      <div className={classes["paneLeft"]}>{left}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved has no element of its own. */}
      <div
        className={classes["handle"]}
        role="separator"
        aria-orientation="vertical"
        aria-label={strings.editor.panes.resize}
        aria-valuenow={share}
        aria-valuemin={shareMin}
        aria-valuemax={shareMax}
        tabIndex={0}
        onKeyDown={move}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
      />
      <div className={classes["paneRight"]}>{right}</div>
    </div>
  );
}
