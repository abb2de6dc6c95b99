import { expect, test } from "vitest";
import { estimateBody, runBody } from "./ai.ts";
import { actionKinds, aiOptions, findOptionProblems, optionsOfKind, requiredOptionsOf } from "./kinds.ts";
import { languages } from "./languages.ts";
import { readOutline } from "./outline.ts";

const selection = { text: "She dont know.", before: "", after: "" };
const whole = aiOptions.parse({
  tone: "formal",
  instruction: "Say it in one sentence.",
  language: "de",
  title: "Start",
  brief: "How to start.",
  pages: 10,
});

function errorsOf(body: unknown, schema: typeof runBody | typeof estimateBody = runBody) {
  const result = schema.safeParse(body);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("every kind takes the options that it needs, and names what is missing or foreign", () => {
  for (const kind of actionKinds) {
    expect(findOptionProblems(kind, requiredOptionsOf(kind, whole))).toEqual([]);
    const missing = findOptionProblems(kind, {}).map(({ path }) => path.join("."));
    expect(missing).toEqual(optionsOfKind[kind].required.map((name) => `options.${name}`));
  }
  expect(findOptionProblems("grammar", { language: "de" })).toEqual([
    { path: ["options", "language"], message: "grammar does not take it" },
  ]);
});

test("a refinement needs to say what should change", () => {
  expect(findOptionProblems("improve", { previous: "She does not know." })).toMatchObject([
    { path: ["options", "instruction"] },
  ]);
  expect(findOptionProblems("improve", { previous: "She does not know.", instruction: "Shorter." })).toEqual([]);
});

test("a run with an option of another kind is refused by name, and so is an option that does not exist", () => {
  expect(errorsOf({ kind: "improve", input: selection })).toEqual([]);
  expect(errorsOf({ kind: "improve", input: selection, options: { tone: "formal" } })).toEqual([
    "options.tone: improve does not take it",
  ]);
  expect(errorsOf({ kind: "improve", input: selection, options: { mood: "sad" } })[0]).toContain("mood");
  expect(errorsOf({ kind: "improve", input: {} })[0]).toContain("input: improve needs a document");
});

test("of many kinds at once each takes what it needs, and what nobody needs is refused", () => {
  const kinds = ["improve", "grammar"];
  expect(errorsOf({ kinds, input: selection }, estimateBody)).toEqual([]);
  expect(errorsOf({ kinds, input: selection, options: { language: "de" } }, estimateBody)).toEqual([
    "options.language: none of these kinds needs it",
  ]);
});

test("there are at least thirty languages, each with a canonical code of its own", () => {
  const codes = languages.map(({ code }) => code);
  expect(codes.length).toBeGreaterThanOrEqual(30);
  expect(codes).toEqual(codes.map((code) => Intl.getCanonicalLocales(code)[0]));
  expect(new Set(codes).size).toBe(codes.length);
  for (const { code, direction } of languages) {
    const { textInfo, getTextInfo } = new Intl.Locale(code) as Intl.Locale & {
      textInfo?: { direction: string };
      getTextInfo?: () => { direction: string };
    };
    const known = getTextInfo?.call(new Intl.Locale(code)).direction ?? textInfo?.direction;
    expect(`${code} ${direction}`).toBe(`${code} ${known}`);
  }
});

test("an outline is read while it is still coming", () => {
  const text = '{"title":"Acme"}\n{"path":"index.md","title":"Start","brief":"What it is."}\n{"path":"guide/i';
  expect(readOutline(text)).toEqual({
    title: "Acme",
    pages: [{ path: "index.md", title: "Start", brief: "What it is." }],
  });
  expect(readOutline('{"tit')).toBeNull();
});
