/** What the checker found in a text: where, by which of its rules, and what it would put there. */
export type Finding = {
  readonly rule: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly problem: string;
  readonly replacements: readonly string[];
};

/** Words of documentation that the checker does not know and that are near one that it knows. */
const terms = new Set(
  "admin allowlist ansi args async auth autocomplete autosave backend bcrypt boolean bool bugfix cached callables changelog charset chmod cli codec config configs cron daemon dataset datasets debounce denylist dependant dependants deps dev devs dicts diff diffs dirs docker dotenv downsample emoji endpoint endpoints enum enums env envs enqueue eslint expiries failover favicon fetcher filename filesystem flexbox footgun frontend frontmatter fsync getter git grep gzip hardcoded hashmap homepage hostname hostnames http hydrate idempotent inline inlined inode instantiation int isolations iterable iterables iframe json keyring kubernetes lifecycle linter linters locale localhost lookup macos makefile mdx metadata middleware middlewares minified misconfigured misspelt mixin mixins monorepo multiline mutex namespace namespaces nginx node npm nullable oauth offline onboarding opcode param params parser parsers pipelined plugin plugins pnpm polyfill postgres preflight prefetch preload prepend prepended presets profiler prop props proxied pydantic quantile quantiles quickstart readme rebase redirect redirects redis refactor regex regexes repo repos reranking runbook runtime runtimes sandbox sandboxed scaffold schema schemas scrollbar serializer serializers serverless setter setup sharded shard sharding shortcode shortcodes signup signin skeleton slug slugs sqlite stateful stateless stderr stdin stdout struct structs subclass subcommand subdomain submodule subpackage substring sudo symlink symlinks syntax sysadmin tarball teardown templated templating testable throughput timeout timestamp timestamps todo tokenizer tokenizers toml tooltip tooltips toolchain tsx tuple tuples typesafe typescript uncheck unmount unset untrusted upsert uptime url urls username usernames utf validator validators viewport vite vitest webhook webhooks webpack websocket websockets wildcard workspace workspaces worktree wrapper xml yaml zsh".split(
    " ",
  ),
);

/** The American spelling of a British word, so that neither is "mended" into the other. */
function americanOf(word: string): string {
  return word
    .replace(/isation/g, "ization")
    .replace(/is(e|es|ed|ing|er|ers)$/g, "iz$1")
    .replace(/ys(e|es|ed|ing)$/g, "yz$1")
    .replace(/our(?!$)|our$/g, "or")
    .replace(/ll(ed|ing|er|ers)$/g, "l$1")
    .replace(/tre(s?)$/g, "ter$1")
    .replace(/ogue(s?)$/g, "og$1")
    .replace(/ence(s?)$/g, "ense$1")
    .replace(/wards$/g, "ward");
}

/** Letters to add, drop, change or swap to make one word the other; more than `most` is not counted on. */
export function lettersApart(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed);
      const isSwapped = j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}

/** Whether one is the other with an ending or a beginning put to it: a word of its own, and no slip of the hand. */
function isDerived(word: string, known: string): boolean {
  if (word.endsWith(known)) return true;
  if (!word.startsWith(known)) return known.startsWith(word) || known.endsWith(word);
  const rest = word.slice(known.length);
  return rest !== known.at(-1);
}

const contractions = new Set(
  "aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't shouldn't wasn't weren't won't wouldn't you're they're".split(
    " ",
  ),
);
/** A word that stands in a text more often than this is meant as it is. */
const sameSlipMost = 2;

/** What a misspelt word should be; null where it may be a term, a name or a word of another English. */
export function correctSpelling(
  word: string,
  suggestions: readonly string[],
  times: (word: string) => number,
): string | null {
  if (!/^\p{Ll}+$/u.test(word) || terms.has(word) || times(word) > sameSlipMost) return null;
  const contraction = suggestions.find((one) => contractions.has(one) && one.replace("'", "") === word);
  if (contraction !== undefined) return contraction;
  const isPlural = suggestions.includes(word.replace(/ies$/, "y")) || suggestions.includes(word.replace(/s$/, ""));
  if (word.length < 5 || isPlural || suggestions.includes(americanOf(word))) return null;
  const best = suggestions[0];
  if (best === undefined || !/^\p{Ll}+$/u.test(best) || best[0] !== word[0]) return null;
  if (isDerived(word, best)) return null;
  const most = word.length >= 10 ? 2 : 1;
  return lettersApart(word, best, most) <= most ? best : null;
}
