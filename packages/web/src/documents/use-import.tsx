import type { ImportResult } from "@dokly/contract";
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { errorSentence } from "../api/error-sentence.ts";
import { type FileWithPath, importFiles } from "../api/import-export.ts";
import { queryKeys } from "../api/query-keys.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import { RefusedFiles } from "./refused-files.tsx";

const words = strings.documents.imported;
const notificationId = "import";

function report({ created, updated, unchanged, refused }: ImportResult): void {
  notifications.update({
    id: notificationId,
    loading: false,
    color: refused.length > 0 ? "yellow" : "evergreen",
    title: words.title,
    message: (
      <>
        <Text size="sm">{words.summary(created, updated, unchanged)}</Text>
        {refused.length > 0 ? <RefusedFiles refused={refused} /> : null}
      </>
    ),
    // A refusal stays until it has been read.
    autoClose: refused.length > 0 ? false : 6_000,
    withCloseButton: true,
  });
  const said = [words.title, words.summary(created, updated, unchanged)];
  if (refused.length > 0) said.push(words.refused(refused.length));
  announce(`${said.join(". ")}.`);
}

/** Starts an import and reports its end, with every refused file by name. */
export function useImport(workspace: string): (files: FileWithPath[]) => void {
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (files: FileWithPath[]) => importFiles(workspace, files),
    onMutate: () => {
      notifications.hide(notificationId);
      notifications.show({ id: notificationId, loading: true, message: words.running, autoClose: false });
    },
    onSuccess: async (result) => {
      report(result);
      await queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) });
    },
    onError: (error) =>
      notifications.update({
        id: notificationId,
        loading: false,
        color: "red",
        title: words.failed,
        message: errorSentence(error),
        autoClose: false,
        withCloseButton: true,
      }),
  });
  return (files) => {
    if (files.length > 0) mutate(files);
    else notifications.show({ color: "yellow", message: words.noFiles });
  };
}
