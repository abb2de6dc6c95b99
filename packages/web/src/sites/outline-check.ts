import type { Outline } from "@dokly/contract";
import { completePath, type PathProblem, pathProblem } from "../documents/page-path.ts";

/** What is wrong with a page of an outline; `missing`: its title or brief is empty. */
export type PageProblem = PathProblem | "missing";

/** What keeps each page from being written: null where nothing does. `taken` are the paths of the workspace. */
export function findProblems(outline: Outline, taken: ReadonlySet<string>): readonly (PageProblem | null)[] {
  return outline.pages.map((page, at) => {
    if (page.title.trim() === "" || page.brief.trim() === "") return "missing";
    const others = outline.pages.filter((_, index) => index !== at).map(({ path }) => completePath(path));
    return pathProblem(completePath(page.path), new Set([...taken, ...others]));
  });
}

/** The outline as it is sent: without white space around its texts, and each path with its ending. */
export function tidyOutline(outline: Outline): Outline {
  return {
    title: outline.title.trim(),
    pages: outline.pages.map(({ path, title, brief }) => ({
      path: completePath(path.trim()),
      title: title.trim(),
      brief: brief.trim(),
    })),
  };
}

/**
 * An outline whose paths are free: those that are taken get a number, so that a person does not have to mend what the
 * writer could not know.
 *
 * @example freePaths({ title: "T", pages: [{ path: "index.md", … }] }, new Set(["index.md"])) // "index-2.md"
 */
export function freePaths(outline: Outline, taken: ReadonlySet<string>): Outline {
  const used = new Set(taken);
  const pages = outline.pages.map((page) => {
    const dot = page.path.lastIndexOf(".");
    const [name, ending] = dot > 0 ? [page.path.slice(0, dot), page.path.slice(dot)] : [page.path, ".md"];
    let path = `${name}${ending}`;
    for (let number = 2; used.has(path); number += 1) path = `${name}-${number}${ending}`;
    used.add(path);
    return { ...page, path };
  });
  return { ...outline, pages };
}
