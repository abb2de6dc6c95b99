import { type Outline, type OutlinePage, pageCounts } from "@dokly/contract";

/** The outline with one page changed. */
export function changePage(outline: Outline, at: number, change: Partial<OutlinePage>): Outline {
  return { ...outline, pages: outline.pages.map((page, index) => (index === at ? { ...page, ...change } : page)) };
}

/** The outline without one page; the last one stays. */
export function removePage(outline: Outline, at: number): Outline {
  if (outline.pages.length === 1) return outline;
  return { ...outline, pages: outline.pages.filter((_, index) => index !== at) };
}

/** The outline with a page moved by so many places, within its ends. */
export function movePage(outline: Outline, at: number, by: number): Outline {
  const to = Math.min(Math.max(at + by, 0), outline.pages.length - 1);
  const page = outline.pages[at];
  if (page === undefined || to === at) return outline;
  const pages = outline.pages.toSpliced(at, 1).toSpliced(to, 0, page);
  return { ...outline, pages };
}

/** The outline with an empty page at its end, where there is room for one. */
export function addPage(outline: Outline): Outline {
  if (outline.pages.length >= pageCounts.max) return outline;
  const paths = new Set(outline.pages.map(({ path }) => path));
  let number = outline.pages.length + 1;
  while (paths.has(`page-${number}.md`)) number += 1;
  return { ...outline, pages: [...outline.pages, { path: `page-${number}.md`, title: "", brief: "" }] };
}
