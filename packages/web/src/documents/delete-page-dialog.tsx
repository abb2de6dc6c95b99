import type { DocumentSummary } from "@dokly/contract";
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deletePage } from "../api/documents.ts";
import { errorSentence } from "../api/error-sentence.ts";
import { isProblem } from "../api/problem.ts";
import { queryKeys } from "../api/query-keys.ts";
import { strings } from "../strings/index.ts";

const words = strings.documents.remove;

/** Asks before a page is deleted, and deletes exactly the version that the list showed. */
export function DeletePageDialog(props: { workspace: string; page: DocumentSummary | null; onClose: () => void }) {
  const { workspace, page } = props;
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: ({ path, version }: DocumentSummary) => deletePage({ workspace, path, ifVersion: version }),
    onSuccess: () => props.onClose(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) }),
  });
  const close = (): void => {
    remove.reset();
    props.onClose();
  };
  return (
    <Modal opened={page !== null} onClose={close} title={words.title}>
      {page === null ? null : (
        <Stack>
          {remove.isError ? (
            <Alert color="red" role="alert">
              {isProblem(remove.error, "version-conflict") ? words.newer : errorSentence(remove.error)}
            </Alert>
          ) : null}
          <Text>{words.text(page.path)}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" data-autofocus onClick={close}>
              {strings.documents.cancel}
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(page)}>
              {words.submit}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
