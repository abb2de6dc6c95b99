import { formatCount, formatNumber } from "../format.ts";

const pages = (count: number): string => formatCount(count, { one: "page", other: "pages" });

/** The list of pages. */
export const documents = {
  title: "Pages",
  count: pages,
  filter: "Filter pages",
  filterExample: "Title or path",
  noMatch: (filter: string) => `No page matches “${filter}”.`,
  columns: { title: "Title", path: "Path", size: "Size", updated: "Updated", actions: "Actions" },
  folder: (name: string, count: number) => `${name}, ${pages(count)}`,
  actionsOf: (title: string) => `Actions for ${title}`,
  select: (title: string) => `Select “${title}”`,
  selectFolder: (name: string) => `Select all pages in ${name}`,
  selectAll: "Select all pages of the list",
  selection: "Selected pages",
  selected: (count: number) => `${pages(count)} selected`,
  tooMany: (most: number) => `At most ${pages(most)} at once.`,
  clear: "Clear",
  runOn: (count: number) => `AI on ${pages(count)}`,
  open: "Open",
  newPage: "New page",
  import: "Import",
  importZip: "A zip file…",
  importFiles: "Markdown files…",
  importFolder: "A folder…",
  dropHere: "Drop Markdown files, a folder or a zip to import",
  exportAll: "Export zip",
  create: {
    title: "New page",
    path: "Path",
    pathHint: "Folders are made as needed. The name ends in .md.",
    pathExample: "guide/getting-started.md",
    submit: "Make page",
    heading: (name: string) => `# ${name}\n\n`,
  },
  rename: {
    title: "Rename page",
    submit: "Rename",
  },
  remove: {
    title: "Delete page?",
    text: (path: string) => `${path} will be deleted for everyone in this workspace. Export it first to keep a copy.`,
    submit: "Delete page",
    newer: "Somebody saved this page after you opened the list. Look at it before you delete it.",
  },
  cancel: "Cancel",
  close: "Close",
  pathProblems: {
    empty: "Give the page a path.",
    ending: "The path has to end in .md, .mdx or .markdown.",
    segment: "Folders and names can not be empty, “.” or “..”.",
    characters: "The path has a character that is not allowed: a control character or a backslash.",
    long: "The path is longer than 512 characters.",
    taken: "There is already a page with this path.",
  },
  imported: {
    title: "Import finished",
    failed: "Import failed",
    running: "Importing…",
    summary: (created: number, updated: number, unchanged: number) =>
      `${formatNumber(created)} new, ${formatNumber(updated)} updated, ${formatNumber(unchanged)} unchanged`,
    refused: (count: number) => `${formatCount(count, { one: "file", other: "files" })} refused`,
    noFiles: "There is no file in what you chose.",
  },
  empty: {
    title: "No pages yet",
    text: "Start with a page, or bring your Markdown: a folder, some files or a zip. Every file comes back byte for byte when you export it.",
    viewer: "When somebody writes or imports pages, they appear here.",
  },
};
