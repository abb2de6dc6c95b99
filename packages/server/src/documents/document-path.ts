const pathLengthMax = 512;
const segmentBytesMax = 255;
const pageName = /\.(md|mdx|markdown)$/i;

/**
 * Why a path can not name a document, as a sentence, or null when it can. Paths are relative, go down only, and can be
 * written to any file system: an export must unpack everywhere, and nowhere but below its own folder.
 */
export function whyPathIsRefused(path: string): string | null {
  if (path === "") return "the path is empty";
  if (path.length > pathLengthMax) return `the path is longer than ${pathLengthMax} characters`;
  if (!path.isWellFormed()) return "the path is not valid Unicode";
  if (hasControlCharacter(path)) return "the path has a control character";
  if (path.includes("\\")) return "the path has a backslash; folders are separated by /";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "the path is absolute; it must be relative";
  for (const segment of path.split("/")) {
    if (segment === "") return "the path has an empty folder or file name";
    if (segment === "." || segment === "..") return `the path has a ${segment} segment`;
    if (Buffer.byteLength(segment) > segmentBytesMax)
      return `a name in the path is longer than ${segmentBytesMax} bytes`;
  }
  return null;
}

/** Whether a path names a Markdown page, as opposed to a file that was imported beside pages. */
export function isPagePath(path: string): boolean {
  return pageName.test(path);
}

/** Every folder above a path, outermost first: `a/b/c.md` gives `a` and `a/b`. */
export function foldersOf(path: string): string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}

/** C0, DEL and C1 controls, and the marks that turn the reading direction round (they disguise names). */
function hasControlCharacter(path: string): boolean {
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
    if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return true;
  }
  return false;
}
