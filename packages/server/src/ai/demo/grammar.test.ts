import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { corpusFolder } from "../../../../../test/corpus-folder.ts";
import { losesLinksOrCode } from "../validators/kept-parts.ts";
import { correctGrammar } from "./grammar.ts";
import { loadChecker } from "./grammar-checker.ts";
import { correctSpelling, lettersApart } from "./spelling.ts";

// Loading the checker, and reading every page of the corpus, takes a busy machine its time.
vi.setConfig({ testTimeout: 180_000 });

const repository = resolve(import.meta.dirname, "../../../../..");

function pagesIn(folder: string): { path: string; text: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.mdx?$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(resolve(folder, path), "utf8").replaceAll("\r\n", "\n") }));
}

function wordsIn(text: string): number {
  return text.match(/\p{L}+/gu)?.length ?? 0;
}

/** Lines that were changed, as "before → after". */
function changedLines(before: string, after: string): string[] {
  const corrected = after.split("\n");
  const lines = before.split("\n");
  if (corrected.length !== lines.length) return ["lines were added or lost"];
  return lines.flatMap((line, index) => (line === corrected[index] ? [] : [`${line} → ${corrected[index]}`]));
}

beforeAll(async () => {
  await loadChecker();
}, 60_000);

describe("mistakes are mended", () => {
  const mistakes: readonly (readonly [string, string])[] = [
    ["She dont know teh way.", "She doesn't know the way."],
    ["Their going to the store.", "They're going to the store."],
    ["Your going to love it.", "You're going to love it."],
    ["This are a test of a apple.", "This is a test of an apple."],
    ["Its a good day.", "It's a good day."],
    ["You should of known that he have went.", "You should have known that he has gone."],
    ["The the page loads. an error occured.", "The page loads. An error occurred."],
    ["The server starts, and it print where to sign in.", "The server starts, and it prints where to sign in."],
    ["The settings page has an new meter.", "The settings page has a new meter."],
    ["We recieved alot of usefull answers.", "We received a lot of useful answers."],
    ["Their is a limit.", "There is a limit."],
    ["It is definately neccessary to seperate them.", "It is definitely necessary to separate them."],
    ["The enviroment is avaliable now.", "The environment is available now."],
    ["They was here and you has it.", "They were here and you have it."],
    ["It is faster then before.", "It is faster than before."],
    ["We didnt expect so many.", "We didn't expect so many."],
    ["Everyone who has took the time.", "Everyone who has taken the time."],
  ];

  test.each(mistakes)("%s", async (wrong, right) => {
    expect(await correctGrammar(wrong)).toBe(right);
  });

  test("inside lists, quotes, tables and emphasis as well", async () => {
    const wrong =
      "- it is *definately* so\n\n> The the page\n> loads teh text.\n\n| a | b |\n|---|---|\n| she dont | c |";
    const right =
      "- it is *definitely* so\n\n> The page\n> loads the text.\n\n| a | b |\n|---|---|\n| she doesn't | c |";
    expect(await correctGrammar(wrong)).toBe(right);
  });

  test("a character that takes two units moves nothing", async () => {
    expect(await correctGrammar("🚀 𝒳 She dont know 🎉 teh way.")).toBe("🚀 𝒳 She doesn't know 🎉 the way.");
  });
});

describe("what is no mistake stays", () => {
  test.each([
    "---\ntitle: Teh page\n---\n\nFine.",
    "Run `teh --recieve`.\n\n```sh\nteh the the\n```",
    'See [the page](http://teh.example/recieve) and <a href="teh">it</a>.',
    ":::tip\nA webhook calls the middleware of the monorepo.\n:::",
    "The colour of the centre was customised, and labelled so.",
    "An SSG, a JWT, an SSH key and a URL.",
    "Up to now, you moved it to its *held* part.",
    "It takes 5 ms, 10 kB and 3 min.",
    "Use `dependancies`: the dependancies of Dependancies.",
    "Der Server beginnt mit der eingebauten Datenbank und zeigt die Adresse.",
    "Los usuarios pueden abrir una página para leer más.",
    "このページは、React、Vue、Svelte を使います。",
    "",
  ])("%j", async (text) => {
    expect(await correctGrammar(text)).toBe(text);
  });

  test("a word that the page around uses too", async () => {
    const around = "A recieve queue. Each recieve is kept.";
    expect(await correctGrammar("We recieve it.", { around })).toBe("We recieve it.");
  });
});

describe("over good documentation", () => {
  const own = pagesIn(resolve(repository, "packages/server/seed"));
  // The drafts are there to be corrected, and so is the page of one sentence.
  const good = own.filter(({ path }) => !/draft|one-sentence/.test(path));
  // Every page would take a minute and more; the whole measure stands in docs/decisions/0008-demo-writer.md.
  const some = (folder: string, each: number) =>
    pagesIn(resolve(corpusFolder, folder)).filter((_, index) => index % each === 3);
  const english = [...good, ...some("hono", 16), ...some("fastapi/docs/en", 16)];
  const others = ["de", "es", "ja"].flatMap((language) => some(`fastapi/docs/${language}`, 12));

  test("next to nothing is changed, and never a link or code", async () => {
    const changed: string[] = [];
    for (const { path, text } of english) {
      const corrected = await correctGrammar(text);
      expect(losesLinksOrCode(text, corrected), path).toBe(false);
      changed.push(...changedLines(text, corrected).map((line) => `${path}: ${line}`));
    }
    const words = english.reduce((sum, { text }) => sum + wordsIn(text), 0);
    console.log(`grammar: ${changed.length} lines of good documentation changed, of ${words} words`);
    expect(changed.length, changed.join("\n")).toBeLessThanOrEqual(1 + words / 10_000);
  });

  test.runIf(others.length > 0)("other languages are left alone", async () => {
    for (const { path, text } of others) {
      expect({ path, changed: changedLines(text, await correctGrammar(text)) }).toEqual({ path, changed: [] });
    }
  });

  test("every fixture comes back with its links, code and front matter", async () => {
    for (const { path, text: whole } of pagesIn(resolve(repository, "test/fixtures/markdown"))) {
      const text = whole.slice(0, 4_000);
      const corrected = await correctGrammar(text);
      expect(losesLinksOrCode(text, corrected), path).toBe(false);
      expect(corrected, path).toBe(await correctGrammar(text));
    }
  });
});

describe("text that nobody wrote to be read", () => {
  // Each of the first four took the checker 15 seconds, or all of its memory.
  test.each([
    ["brackets", "[".repeat(20_000)],
    ["ticks of every length", Array.from({ length: 190 }, (_, length) => "`".repeat(length)).join(" ")],
    ["braces", "{$ ".repeat(7_000)],
    ["one long word", `See ${"a".repeat(20_000)} and the page.`],
    ["tags", "<a ".repeat(7_000)],
    ["one paragraph without an end", "and the page of it ".repeat(1_000)],
  ])("%s come back as they are, in time that their length explains", async (_name, text) => {
    const start = process.cpuUsage();
    expect(await correctGrammar(text)).toBe(text);
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(4_000);
  });

  test("a long paragraph is corrected sentence by sentence", async () => {
    const text = "She dont know teh way. ".repeat(200).trim();
    expect(await correctGrammar(text)).toBe("She doesn't know the way. ".repeat(200).trim());
  });
});

describe("spelling", () => {
  const once = () => 1;
  test.each([
    ["recieve", ["receive"], "receive"],
    ["teh", ["the"], null],
    ["webhook", ["web hook"], null],
    ["middlewares", ["middleware"], null],
    ["usefull", ["useful"], "useful"],
    ["colour", ["color"], null],
    ["Recieve", ["Receive"], null],
    ["dont", ["don't"], "don't"],
    ["esbuild", ["build"], null],
  ])("%s with %j gives %j", (word, suggestions, corrected) => {
    expect(correctSpelling(word, suggestions, once)).toBe(corrected);
  });

  test.each([
    ["recieve", "receive", 1],
    ["occured", "occurred", 1],
    ["abc", "abc", 0],
    ["abc", "xyz", 3],
  ])("%s and %s are %i apart", (a, b, letters) => {
    expect(lettersApart(a, b, 3)).toBe(letters);
  });
});
