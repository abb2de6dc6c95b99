import { Box, Button, Container, Group, Loader, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { FilePlus2, Search } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { documentsQuery } from "../api/documents.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { RouteErrorPage } from "../app/route-error-page.tsx";
import { OpenRuns } from "../page-runs/open-runs.tsx";
import { strings } from "../strings/index.ts";
import { CreatePageDialog } from "./create-page-dialog.tsx";
import { DocumentsEmpty } from "./documents-empty.tsx";
import { DocumentsTable } from "./documents-table.tsx";
import { DropTarget } from "./drop-target.tsx";
import { ExportButton } from "./export-button.tsx";
import { GenerateButton } from "./generate-button.tsx";
import { ImportMenu } from "./import-menu.tsx";
import { filterPages } from "./page-tree.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { useImport } from "./use-import.tsx";
import { usePageSelection } from "./use-page-selection.ts";

const words = strings.documents;
const PageRunDialog = lazy(async () => ({
  default: (await import("../page-runs/page-run-dialog.tsx")).PageRunDialog,
}));
const GeneratePageDialog = lazy(async () => ({
  default: (await import("../generate/generate-page-dialog.tsx")).GeneratePageDialog,
}));

/** The pages of a workspace: find, open, make, bring in, take out. */
export function DocumentsPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const canWrite = hasRole(useWorkspace(workspace).role, "editor");
  const documents = useQuery(documentsQuery(workspace));
  const [filter, setFilter] = useState("");
  const [isCreating, setIsCreating] = useState(false);
  const [isGenerating, setIsGenerating] = useState(false);
  const [isRunning, setIsRunning] = useState(false);
  const [soughtFor] = useDebouncedValue(filter, 80);
  const pages = documents.data?.items;
  const shown = useMemo(() => filterPages(pages ?? [], soughtFor), [pages, soughtFor]);
  const selection = usePageSelection(pages ?? []);
  const startImport = useImport(workspace);

  if (documents.isError) return <RouteErrorPage error={documents.error} reset={() => void documents.refetch()} />;
  return (
    <DropTarget isActive={canWrite} onFiles={startImport}>
      <Container size="lg" px={{ base: "md", sm: "xl" }} py="xl">
        <Group justify="space-between" align="flex-end" gap="md" mb="lg">
          <Box>
            <Title order={1}>{words.title}</Title>
            <Text size="sm" c="dimmed" aria-live="polite">
              {pages === undefined ? strings.app.loading : words.count(shown.length)}
            </Text>
          </Box>
          <Group gap="xs">
            <ExportButton workspace={workspace} />
            {canWrite ? (
              <>
                <ImportMenu onFiles={startImport} />
                <GenerateButton onClick={() => setIsGenerating(true)} />
                <Button leftSection={<FilePlus2 size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
                  {words.newPage}
                </Button>
              </>
            ) : null}
          </Group>
        </Group>
        {pages === undefined ? <Loader size="sm" aria-label={strings.app.loading} /> : null}
        {pages?.length === 0 ? (
          <DocumentsEmpty canWrite={canWrite} onFiles={startImport} onCreate={() => setIsCreating(true)} />
        ) : null}
        {pages !== undefined && pages.length > 0 ? (
          <>
            <OpenRuns workspace={workspace} />
            <TextInput
              mb="md"
              aria-label={words.filter}
              placeholder={words.filterExample}
              type="search"
              leftSection={<Search size={16} aria-hidden />}
              value={filter}
              onChange={(event) => setFilter(event.currentTarget.value)}
            />
            <DocumentsTable
              workspace={workspace}
              pages={shown}
              allPages={pages}
              isFiltered={soughtFor.trim() !== ""}
              canWrite={canWrite}
              selection={selection}
            />
            {shown.length === 0 ? <Text c="dimmed">{words.noMatch(soughtFor)}</Text> : null}
            {selection.pages.length > 0 ? (
              <SelectionBar count={selection.pages.length} onRun={() => setIsRunning(true)} onClear={selection.clear} />
            ) : null}
          </>
        ) : null}
      </Container>
      <CreatePageDialog
        workspace={workspace}
        pages={pages ?? []}
        isOpen={isCreating}
        onClose={() => setIsCreating(false)}
      />
      <Suspense>
        <GeneratePageDialog
          workspace={workspace}
          pages={pages ?? []}
          isOpen={isGenerating}
          onClose={() => setIsGenerating(false)}
        />
        <PageRunDialog
          workspace={workspace}
          pages={selection.pages}
          isOpen={isRunning && selection.pages.length > 0}
          onClose={() => setIsRunning(false)}
        />
      </Suspense>
    </DropTarget>
  );
}
