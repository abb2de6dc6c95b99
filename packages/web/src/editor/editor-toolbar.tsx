import { ActionIcon, SegmentedControl, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { strings } from "../strings/index.ts";
import classes from "./editor.module.css";
import type { PaneView } from "./split-panes.tsx";

const words = strings.editor;
const onlyOne = [
  { value: "write", label: words.panes.write },
  { value: "preview", label: words.panes.preview },
];
const allViews = [
  { value: "write", label: words.panes.write },
  { value: "both", label: words.panes.both },
  { value: "preview", label: words.panes.preview },
];

/** The line above a page: the way back, its path, whether it is saved, and what of it is shown. */
export function EditorToolbar(props: {
  workspace: string;
  path: string;
  status: ReactNode;
  view: PaneView;
  onView: (view: PaneView) => void;
}) {
  const { view, onView } = props;
  const isNarrow = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
  useEffect(() => {
    if (isNarrow && view === "both") onView("write");
  }, [isNarrow, view, onView]);
  const folders = props.path.split("/");
  const name = folders.pop() ?? "";
  return (
    <div className={classes["toolbar"]}>
      <Tooltip label={words.back}>
        <ActionIcon
          aria-label={words.back}
          renderRoot={(root) => <Link to="/w/$workspace" params={{ workspace: props.workspace }} {...root} />}
        >
          <ArrowLeft size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <h1 className={classes["path"]} title={props.path}>
        {folders.length === 0 ? null : <span className={classes["folders"]}>{folders.join(" / ")} / </span>}
        {name}
      </h1>
      {props.status}
      <SegmentedControl
        size="xs"
        aria-label={words.panes.label}
        data={isNarrow ? onlyOne : allViews}
        value={view}
        onChange={(value) => onView(value as PaneView)}
      />
    </div>
  );
}
