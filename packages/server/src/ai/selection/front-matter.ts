const frontMatter = /^---[ \t]*\r?\n[\s\S]*?\r?\n(?:---|\.\.\.)[ \t]*(?=\r?\n|$)/;

/** Where a page's front matter ends; 0 where it has none. */
export function frontMatterEnd(text: string): number {
  return frontMatter.exec(text)?.[0].length ?? 0;
}
