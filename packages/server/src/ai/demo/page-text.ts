import { posix } from "node:path";
import { leansOnOthers } from "./expand.ts";
import { listedTopics } from "./outline-pages.ts";
import { type LooseSentence, readLooseSentences } from "./sentences.ts";
import { frequentTerms, stemsOf } from "./terms.ts";
import { rankSentences } from "./text-rank.ts";
import { anyWord } from "./word-list.ts";

/** What the demo writer makes a page from. */
export type PageTask = {
  readonly title: string;
  readonly brief: string;
  readonly audience?: string | undefined;
  readonly notes?: string | undefined;
  readonly sources: readonly { readonly path: string; readonly title: string; readonly text: string }[];
  /** Where the page will stand, and the pages of its site, that it may link to. */
  readonly path?: string | undefined;
  readonly siblings?: readonly { readonly path: string; readonly title: string }[] | undefined;
};

type Section = { readonly heading: string; readonly text: string };

const label =
  "<!-- Drafted by Dokly's demo writer from the title, brief, notes and pages given; no AI model wrote it. -->";
const sectionsMax = 6;
const factsPerSectionMax = 4;
const stepOpening = new RegExp(
  String.raw`^${anyWord(
    "add ask build call change check choose click close connect copy create delete deploy download edit enter export follow give import install invite log_in make open pick press publish read remove rename repeat replace restart run save search select send set sign_in start stop test try turn type update upload use verify visit wait write",
  )}\b`,
  "i",
);

function sentence(text: string): string {
  const plain = text.trim().replaceAll(/\s+/g, " ");
  const capital = (plain[0] ?? "").toUpperCase() + plain.slice(1);
  return /[.!?:。]["”)*_`]*$/.test(capital) ? capital : `${capital}.`;
}

/** Plain text as Markdown text: a person's words may not become headings, tags or links by accident. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(/[\\`*_[\]<>|~#]/g, (mark) => `\\${mark}`)
    .trim();
}

type Fact = LooseSentence & { readonly source: PageTask["sources"][number] | null };

/** Single lines of notes count as facts too, whether they are sentences or not. */
function factsOf(task: PageTask): Fact[] {
  const notes = (task.notes ?? "").split(/\n+/).map((line) => line.replace(/^\s*(?:[-*+]|\d+[.)]|#+|>)\s+/, ""));
  const ofNotes = notes
    .filter((line) => /\p{L}{3}/u.test(line) && line.length <= 400)
    .map((line) => ({ text: sentence(escaped(line)), heading: null, kind: "item" as const, source: null }));
  const ofSources = task.sources.flatMap((source) =>
    readLooseSentences(source.text)
      // Links and images of another page would lead elsewhere from here.
      .filter(({ text }) => text.length <= 300 && !/[[\]<>|]|^[*_]/.test(text) && !leansOnOthers.test(text))
      .map((fact) => ({ ...fact, source })),
  );
  return [...ofNotes, ...ofSources];
}

/** The facts that speak of the page's subject, in the order in which they were found; notes are all meant. */
function relevantFacts(task: PageTask): Fact[] {
  const facts = factsOf(task);
  const subject = stemsOf(`${task.title} ${task.brief}`);
  const scores = rankSentences(facts.map(({ text }) => text));
  const scored = facts.map((fact, index) => {
    const shared = [...stemsOf(fact.text)].filter((term) => subject.has(term)).length;
    return { fact, index, score: shared * 2 + (scores[index] ?? 0) };
  });
  const isMeant = ({ fact, score }: (typeof scored)[number]) => fact.source === null || score >= 2;
  const best = scored.filter(isMeant).sort((a, b) => b.score - a.score || a.index - b.index);
  const kept = best.slice(0, sectionsMax * factsPerSectionMax).sort((a, b) => a.index - b.index);
  return kept.map(({ fact }) => fact);
}

function capital(text: string): string {
  return (text[0] ?? "").toUpperCase() + text.slice(1);
}

function sectionsFromFacts(facts: readonly Fact[], topics: readonly string[]): Section[] {
  const left = new Set(facts);
  const sections: Section[] = [];
  for (const topic of topics) {
    const about = [...left].filter(({ text }) => text.toLowerCase().includes(topic)).slice(0, factsPerSectionMax);
    if (about.length === 0 || sections.length === sectionsMax - 1) continue;
    for (const fact of about) left.delete(fact);
    sections.push({ heading: capital(topic), text: about.map(({ text }) => text).join(" ") });
  }
  const rest = [...left].slice(0, factsPerSectionMax * 2);
  if (rest.length > 0) {
    const text = rest.map(({ text: one }) => `- ${one}`).join("\n");
    sections.push({ heading: sections.length === 0 ? "What is known" : "Also good to know", text });
  }
  return sections;
}

const taskOpening = /^(?:set up|set|get|give|make|move|manage|share|invite|write|read|work|pay|buy|sell|plan)\b/i;

/**
 * Where nothing but the brief is known: a section for each thing that it names, with the questions that a reader
 * brings. They are for the writer to answer: an answer of ours would be made up.
 */
function sectionsFromBrief({ title, brief }: PageTask): Section[] {
  const named = listedTopics(brief).slice(0, sectionsMax - 1);
  const topics = named.length === 0 ? [title] : named;
  return topics.map((topic) => {
    const isTask = stepOpening.test(topic) || taskOpening.test(topic);
    const questions = isTask
      ? ["What has to be there before?", "Which steps lead there, in which order?", "How do you see that it worked?"]
      : ["What is it, in one sentence?", "When do you need it, and when not?", "What does an example look like?"];
    const lines = questions.map((question) => `- ${question}`).join("\n");
    return { heading: capital(topic), text: `Questions to answer here:\n\n${lines}` };
  });
}

function stepsOf(facts: readonly Fact[]): Section[] {
  const found = facts.filter(({ text }) => stepOpening.test(text)).map(({ text }) => text);
  return found.length < 2 ? [] : [{ heading: "Step by step", text: numbered(found.slice(0, 9)) }];
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
}

/** Links to pages of the site and to the pages drawn on, relative to where this page will stand. */
function linksOf(task: PageTask): Section[] {
  const here = task.path ?? "page.md";
  const siblings = (task.siblings ?? []).filter(({ path }) => path !== here);
  const terms = stemsOf(`${task.title} ${task.brief}`);
  const near = siblings
    .map((page, index) => ({ page, index, shared: [...stemsOf(page.title)].filter((term) => terms.has(term)).length }))
    .sort((a, b) => b.shared - a.shared || a.index - b.index)
    .slice(0, 5);
  const drawnOn = task.path === undefined ? [] : task.sources;
  const pages = [...near.map(({ page }) => page), ...drawnOn];
  const unique = pages.filter((page, index) => pages.findIndex(({ path }) => path === page.path) === index);
  if (unique.length === 0) return [];
  const lines = unique.map(({ path, title }) => `- [${escaped(title)}](<${relativePath(here, path)}>)`);
  return [{ heading: "Read on", text: lines.join("\n").replaceAll(/\(<([\w./-]+)>\)/g, "($1)") }];
}

function relativePath(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to).replaceAll(/[<>\\]/g, (mark) => encodeURIComponent(mark));
}

/** Writes a page's body, below its front matter and title, from what was given about it; nothing in it is made up. */
export function writePage(task: PageTask): string {
  const facts = relevantFacts(task);
  const given = [task.brief, task.notes ?? "", ...facts.map(({ text }) => text)].join("\n");
  const topics = frequentTerms(`${task.title}\n${given}`, 12);
  const steps = stepsOf(facts);
  const inSteps = steps[0]?.text ?? "";
  const others = facts.filter(({ text }) => !inSteps.includes(text));
  const sections = facts.length === 0 ? sectionsFromBrief(task) : sectionsFromFacts(others, topics);
  const intro = [
    sentence(escaped(task.brief)),
    ...(task.audience === undefined
      ? []
      : [`This page is written for ${sentence(escaped(task.audience)).replace(/^./, (first) => first.toLowerCase())}`]),
  ].join(" ");
  const parts = [...sections, ...steps, ...linksOf(task)].map(
    ({ heading, text }) => `## ${escaped(heading)}\n\n${text}`,
  );
  return [intro, ...parts, label].join("\n\n");
}
