import { Container, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { readPage } from "../api/stored-page.ts";
import { LoadingPage } from "../app/loading-page.tsx";
import { RouteErrorPage } from "../app/route-error-page.tsx";
import { strings } from "../strings/index.ts";
import { PageEditor } from "./page-editor.tsx";
import { decodePage } from "./page-text.ts";

/** Opens the page that the address names. */
export function EditorPage() {
  const { workspace, _splat: path = "" } = useParams({ from: "/signed-in/w/$workspace/pages/$" });
  const page = useQuery({
    queryKey: ["workspace", workspace, "page", path],
    queryFn: ({ signal }) => readPage(workspace, path, signal),
    // What is being edited must not change under the editor: a newer version shows when it is saved.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (page.isPending) return <LoadingPage />;
  if (page.isError) return <RouteErrorPage error={page.error} reset={() => void page.refetch()} />;
  if (decodePage(page.data.bytes) === null) {
    return (
      <Container size="xs" py={80}>
        <Title order={1}>{path}</Title>
        <Text mt="sm">{strings.editor.notText}</Text>
      </Container>
    );
  }
  return <PageEditor key={`${workspace}/${path}`} workspace={workspace} path={path} stored={page.data} />;
}
