import type { DocumentSummary } from "@dokly/contract";
import { Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createPage } from "../api/documents.ts";
import { queryKeys } from "../api/query-keys.ts";
import { strings } from "../strings/index.ts";
import { titleFromPath } from "./page-path.ts";
import { PathForm } from "./path-form.tsx";

const words = strings.documents;

/** Makes a page with a heading from its name, and opens it. */
export function CreatePageDialog(props: {
  workspace: string;
  pages: readonly DocumentSummary[];
  isOpen: boolean;
  onClose: () => void;
}) {
  const { workspace } = props;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (path: string) => {
      const bytes = new TextEncoder().encode(words.create.heading(titleFromPath(path)));
      return createPage({ workspace, path, bytes });
    },
    onSuccess: async (_, path) => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) });
      await navigate({ to: "/w/$workspace/pages/$", params: { workspace, _splat: path } });
    },
  });
  const close = (): void => {
    create.reset();
    props.onClose();
  };
  return (
    <Modal opened={props.isOpen} onClose={close} title={words.create.title}>
      <PathForm
        initialPath=""
        taken={new Set(props.pages.map(({ path }) => path))}
        submitLabel={words.create.submit}
        isBusy={create.isPending}
        error={create.error}
        onSubmit={(path) => create.mutate(path)}
        onCancel={close}
      />
    </Modal>
  );
}
