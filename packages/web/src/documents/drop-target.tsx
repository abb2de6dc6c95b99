import { type DragEvent, type ReactNode, useRef, useState } from "react";
import type { FileWithPath } from "../api/import-export.ts";
import { strings } from "../strings/index.ts";
import { filesOfDrop } from "./chosen-files.ts";
import classes from "./documents.module.css";

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

/** Takes files and folders dropped anywhere on its content. */
export function DropTarget(props: {
  isActive: boolean;
  onFiles: (files: FileWithPath[]) => void;
  children: ReactNode;
}) {
  const [isOver, setIsOver] = useState(false);
  // Entering a child fires before leaving its parent, so the depth is counted.
  const depth = useRef(0);
  const enter = (event: DragEvent, change: 1 | -1): void => {
    if (!props.isActive || !carriesFiles(event)) return;
    depth.current += change;
    setIsOver(depth.current > 0);
  };
  const drop = (event: DragEvent): void => {
    if (!props.isActive || !carriesFiles(event)) return;
    event.preventDefault();
    depth.current = 0;
    setIsOver(false);
    void filesOfDrop(event.dataTransfer).then(props.onFiles);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the Import menu does the same by keyboard.
    <div
      className={classes["dropTarget"]}
      onDragEnter={(event) => enter(event, 1)}
      onDragLeave={(event) => enter(event, -1)}
      onDragOver={(event) => props.isActive && event.preventDefault()}
      onDrop={drop}
    >
      {props.children}
      {isOver ? <div className={classes["dropHint"]}>{strings.documents.dropHere}</div> : null}
    </div>
  );
}
