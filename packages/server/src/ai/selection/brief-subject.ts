import type { Subject } from "./subject.ts";

/** Where a new page will stand. */
export type Landing = { readonly path: string; readonly title: string };

/** Marks of Markdown within a title, so that it stays one line of plain words. */
function escapeTitle(title: string): string {
  return title.replaceAll(/[\\`*_<>[\]]/g, "\\$&");
}

/** What a new page begins with: front matter that names it, and its heading. A JSON string is YAML too. */
export function pageHead({ title, isDraft }: { readonly title: string; readonly isDraft: boolean }): string {
  const draft = isDraft ? "draft: true\n" : "";
  return `---\ntitle: ${JSON.stringify(title)}\n${draft}---\n\n# ${escapeTitle(title)}\n\n`;
}

/** What `outline` and `page` work on: nothing of any page. A page stands at `landing`, below its head. */
export function subjectOfBrief(landing: (Landing & { readonly isDraft: boolean }) | null): Subject {
  const lead = landing === null ? "" : pageHead(landing);
  return {
    document: null,
    landing,
    range: null,
    text: "",
    place: "prose",
    headings: [],
    outline: [],
    seam: { lead, trail: landing === null ? "" : "\n", goesOnWith: "paragraph" },
    contextOf: () => ({ before: "", after: "" }),
  };
}
