/**
 * The page that a relative link on a page leads to: `../api.md#x` on `guide/intro.md` gives `api.md`. Links without an
 * ending mean the page of that name. Null where it leads out of the workspace or to no page.
 */
export function linkedPage(from: string, href: string, pages: ReadonlySet<string>): string | null {
  const target = decodeSafely(href.replace(/[?#].*$/, ""));
  if (target === null || target === "") return null;
  const segments = target.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") {
      if (segments.pop() === undefined) return null;
    } else if (part !== "" && part !== ".") segments.push(part);
  }
  const path = segments.join("/");
  const candidates = [path, `${path}.md`, `${path}.mdx`, `${path}/index.md`, path.replace(/\.html$/, ".md")];
  return candidates.find((candidate) => pages.has(candidate)) ?? null;
}

function decodeSafely(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
