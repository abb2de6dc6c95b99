import { strings } from "../strings/index.ts";

export type DocsName = keyof typeof strings.docs.pages;

/** The pages' names in their order. */
export const docsNames = Object.keys(strings.docs.pages) as readonly DocsName[];

/** The Markdown files of the repository, each in a file of its own that is loaded when it is opened. */
const files = import.meta.glob<string>("../../../../docs/*.md", { query: "?raw", import: "default" });

export const isDocsName = (name: string): name is DocsName => docsNames.some((known) => known === name);

/** The Markdown of a page. */
export async function loadDocs(name: DocsName): Promise<string> {
  const load = files[`../../../../docs/${name}.md`];
  if (load === undefined) throw new Error(`docs/${name}.md was not there when the app was built`);
  return await load();
}
