import type { ImportResult } from "@dokly/contract";
import { Text } from "@mantine/core";
import { strings } from "../strings/index.ts";
import classes from "./documents.module.css";

/** Files that an import refused, each with its reason. */
export function RefusedFiles({ refused }: { refused: ImportResult["refused"] }) {
  return (
    <>
      <Text size="sm" fw={600} mt={6}>
        {strings.documents.imported.refused(refused.length)}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard. */}
      <ul className={classes["refused"]} tabIndex={0} aria-label={strings.documents.imported.refused(refused.length)}>
        {refused.map(({ path, reason }) => (
          <li key={path}>
            <code>{path}</code>: {reason}
          </li>
        ))}
      </ul>
    </>
  );
}
