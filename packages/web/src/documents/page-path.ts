/** What can be wrong with a path that a person typed. The server decides; this only says it sooner. */
export type PathProblem = "empty" | "ending" | "segment" | "characters" | "long" | "taken";

const pathLengthMax = 512;
/** Control characters, backslashes, and the marks that turn the reading direction round (they disguise names). */
const forbidden = /[\p{Cc}\\\u202a-\u202e\u2066-\u2069]/u;

/** A path as typed, without spaces and slashes around it, and with `.md` where no ending was given. */
export function completePath(typed: string): string {
  const trimmed = typed.trim().replace(/^\/+|\/+$/g, "");
  const name = trimmed.split("/").at(-1) ?? "";
  return trimmed === "" || name.includes(".") ? trimmed : `${trimmed}.md`;
}

/** The first thing that is wrong with a completed path, or null. `taken` are the paths that exist. */
export function pathProblem(path: string, taken: ReadonlySet<string>): PathProblem | null {
  if (path === "") return "empty";
  if (path.length > pathLengthMax) return "long";
  if (forbidden.test(path)) return "characters";
  if (path.split("/").some((segment) => segment === "" || segment === "." || segment === "..")) return "segment";
  if (!/\.(md|mdx|markdown)$/i.test(path)) return "ending";
  return taken.has(path) ? "taken" : null;
}

/** A title for a new page from its path: `guide/getting-started.md` gives `Getting started`. */
export function titleFromPath(path: string): string {
  const name = (path.split("/").at(-1) ?? "")
    .replace(/\.[^.]*$/, "")
    .replace(/[-_]+/g, " ")
    .trim();
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}
