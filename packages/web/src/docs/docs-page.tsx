import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useRouterState } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { NotFoundPage } from "../app/not-found-page.tsx";
import { Wordmark } from "../app/wordmark.tsx";
import { markdownTree } from "../editor/markdown-tree.ts";
import prose from "../editor/prose.module.css";
import { renderTree } from "../editor/render-tree.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import classes from "./docs.module.css";
import { type DocsName, docsNames, isDocsName, loadDocs } from "./docs-files.ts";
import { docsTree, elementIdOf, linkedPage } from "./docs-tree.ts";

const words = strings.docs;

/** A page of the documentation, from the app itself: it needs no network and no account. */
export function DocsPage() {
  const { name } = useParams({ from: "/docs/$name" });
  return (
    <div className={classes["frame"]}>
      <header className={classes["header"]}>
        <Wordmark />
        <span className="dokly-header-rule" />
        <span>{words.title}</span>
      </header>
      <main className={classes["page"]}>{isDocsName(name) ? <Article name={name} /> : <NotFoundPage />}</main>
      <nav className={classes["pages"]} aria-label={words.title}>
        {docsNames.map((each) => (
          <Link key={each} className="dokly-nav-link" to="/docs/$name" params={{ name: each }}>
            {words.pages[each]}
          </Link>
        ))}
      </nav>
    </div>
  );
}

function Article({ name }: { name: DocsName }) {
  const navigate = useNavigate();
  const file = useQuery({
    queryKey: ["docs", name],
    queryFn: () => loadDocs(name),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const tree = useMemo(
    () => (file.data === undefined ? null : docsTree(markdownTree(file.data).tree, docsNames)),
    [file.data],
  );
  useScrollToHash(tree !== null);
  if (file.isError) return <LoadFailed title={words.failed} error={file.error} onRetry={() => void file.refetch()} />;
  if (tree === null) return <LoadingText />;
  const open = (href: string): void => {
    const page = linkedPage(href, docsNames);
    if (page !== null) void navigate({ to: "/docs/$name", params: { name: page.name }, hash: page.hash });
  };
  return <article className={prose["prose"]}>{renderTree(tree, open)}</article>;
}

function LoadingText() {
  return (
    <Stack gap="sm" maw={720} mx="auto" aria-busy>
      {["45%", "100%", "92%", "97%", "70%"].map((width) => (
        <Skeleton key={width} h={18} w={width} />
      ))}
    </Stack>
  );
}

/** The text comes after the address: once it is there, the heading that the address names is shown and focused. */
function useScrollToHash(isThere: boolean): void {
  const hash = useRouterState({ select: ({ location }) => location.hash });
  useEffect(() => {
    if (!isThere || hash === "") return;
    const heading = document.getElementById(elementIdOf(hash));
    if (heading === null) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  }, [isThere, hash]);
}
