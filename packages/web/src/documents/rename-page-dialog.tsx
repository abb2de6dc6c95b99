import type { DocumentSummary } from "@dokly/contract";
import { Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { renamePage } from "../api/documents.ts";
import { queryKeys } from "../api/query-keys.ts";
import { strings } from "../strings/index.ts";
import { PathForm } from "./path-form.tsx";

const words = strings.documents.rename;

/** Gives a page another path, which may be in another folder. */
export function RenamePageDialog(props: {
  workspace: string;
  page: DocumentSummary | null;
  pages: readonly DocumentSummary[];
  onClose: () => void;
}) {
  const { workspace, page } = props;
  const queryClient = useQueryClient();
  const rename = useMutation({
    mutationFn: (input: { path: string; to: string; ifVersion: string }) => renamePage({ workspace, ...input }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) });
      props.onClose();
    },
  });
  const close = (): void => {
    rename.reset();
    props.onClose();
  };
  return (
    <Modal opened={page !== null} onClose={close} title={words.title}>
      {page === null ? null : (
        <PathForm
          initialPath={page.path}
          taken={new Set(props.pages.map(({ path }) => path).filter((path) => path !== page.path))}
          submitLabel={words.submit}
          isBusy={rename.isPending}
          error={rename.error}
          onSubmit={(to) =>
            to === page.path ? close() : rename.mutate({ path: page.path, to, ifVersion: page.version })
          }
          onCancel={close}
        />
      )}
    </Modal>
  );
}
