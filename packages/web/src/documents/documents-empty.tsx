import { Button, Group, Text, Title } from "@mantine/core";
import { BookOpenText, FilePlus2 } from "lucide-react";
import type { FileWithPath } from "../api/import-export.ts";
import { strings } from "../strings/index.ts";
import classes from "./documents.module.css";
import { ImportMenu } from "./import-menu.tsx";

const words = strings.documents;

/** An empty workspace says how to fill it. */
export function DocumentsEmpty(props: {
  canWrite: boolean;
  onFiles: (files: FileWithPath[]) => void;
  onCreate: () => void;
}) {
  return (
    <div className={classes["empty"]}>
      <BookOpenText size={32} strokeWidth={1.5} aria-hidden />
      <Title order={2}>{words.empty.title}</Title>
      <Text c="dimmed" maw={440}>
        {props.canWrite ? words.empty.text : words.empty.viewer}
      </Text>
      {props.canWrite ? (
        <>
          <Group gap="xs" justify="center" mt="sm">
            <Button leftSection={<FilePlus2 size={16} aria-hidden />} onClick={props.onCreate}>
              {words.newPage}
            </Button>
            <ImportMenu onFiles={props.onFiles} />
          </Group>
          <Text size="sm" c="dimmed">
            {words.dropHere}
          </Text>
        </>
      ) : null}
    </div>
  );
}
