import type { OutlinePage } from "@dokly/contract";
import { readBlocks } from "./block-map.ts";
import { lineOf, readLooseSentences } from "./sentences.ts";
import { frequentTerms } from "./terms.ts";

/** What the demo writer plans a site from. */
export type OutlineTask = {
  readonly title: string;
  readonly brief: string;
  readonly pages: number;
  readonly audience?: string | undefined;
  readonly notes?: string | undefined;
  readonly sources: readonly { readonly title: string; readonly text: string }[];
};

const topicsMax = 40;

/** "set up", "API keys" and "limits" out of "how to set up, API keys and limits". */
export function listedTopics(text: string): string[] {
  const parts = text
    .replaceAll(/\b(?:docs|documentation|pages?|guides?|site) (?:about|for|on|of)\b/gi, ",")
    .split(/[,;:.\n()]|\band\b|\bor\b|\bfor\b|\bwith\b|\babout\b|\bthat\b|\bhow to\b/i)
    .map((part) => part.replaceAll(/^\s*(?:[-*+]|\d+[.)]|the|an?|its?|our|your|to|from|of|in|on)\s+/gi, "").trim())
    .filter((part) => /\p{L}{3}/u.test(part) && part.split(/\s+/).length <= 5 && part.length <= 40);
  return parts.map((part) => part.replaceAll(/[`*_#"“”<>|[\]{}\\]/g, "").trim()).filter((part) => part.length > 2);
}

function capital(text: string): string {
  return (text[0] ?? "").toUpperCase() + text.slice(1);
}

/** What the site is about, most telling first: headings of notes and sources, what the brief lists, frequent terms. */
function topicsOf(task: OutlineTask): string[] {
  const written = [task.notes ?? "", ...task.sources.map(({ text }) => text)];
  const headings = written.flatMap((text) =>
    readBlocks(text)
      .filter(({ kind }) => kind === "heading")
      .map((block) =>
        lineOf(text, block)
          .replaceAll(/[`*_#<>|[\]{}\\]/g, "")
          .trim(),
      ),
  );
  const terms = frequentTerms([task.brief, ...written].join("\n"), 12);
  const found = new Map<string, string>();
  const titles = new Set([task.title.toLowerCase()]);
  for (const topic of [...task.sources.map(({ title }) => title), ...headings, ...listedTopics(task.brief), ...terms]) {
    const key = topic.toLowerCase();
    if (topic.length > 2 && topic.length <= 60 && !titles.has(key) && !found.has(key)) found.set(key, capital(topic));
  }
  return [...found.values()].slice(0, topicsMax);
}

type Plan = { readonly folder: string; readonly title: string; readonly brief: string };

/** Pages that every documentation has, with the place from which on a site is large enough for each. */
function usualPages({ title }: OutlineTask): readonly { readonly from: number; readonly plan: Plan }[] {
  return [
    { from: 1, plan: { folder: "", title, brief: `What ${title} is, whom it is for, and where to go from here.` } },
    {
      from: 2,
      plan: {
        folder: "guide",
        title: "First steps",
        brief: `The shortest way from nothing to a first result with ${title}.`,
      },
    },
    {
      from: 5,
      plan: {
        folder: "guide",
        title: "Installation",
        brief: `What ${title} needs, how to install it, and how to see that it works.`,
      },
    },
    {
      from: 8,
      plan: {
        folder: "help",
        title: "Problems and answers",
        brief: `What can go wrong with ${title}, how to see why, and what to do.`,
      },
    },
    {
      from: 10,
      plan: {
        folder: "reference",
        title: "Settings",
        brief: `Every setting of ${title}, with its default and its limits.`,
      },
    },
    {
      from: 14,
      plan: { folder: "reference", title: "Glossary", brief: `The words that ${title} uses, one sentence each.` },
    },
    {
      from: 18,
      plan: {
        folder: "help",
        title: "Questions",
        brief: `Questions that people ask about ${title}, with short answers.`,
      },
    },
    {
      from: 22,
      plan: { folder: "guide", title: "Upgrading", brief: `How to move to a newer version of ${title} without loss.` },
    },
    {
      from: 26,
      plan: {
        folder: "reference",
        title: "Limits",
        brief: `How much ${title} can hold and do, and what happens beyond.`,
      },
    },
    {
      from: 30,
      plan: {
        folder: "help",
        title: "Security",
        brief: `How ${title} keeps data safe, and what people have to do themselves.`,
      },
    },
  ];
}

/** What can be written about one topic, in the order in which a growing site adds them. */
const aspects: readonly ((topic: string) => Plan)[] = [
  (topic) => ({
    folder: "concepts",
    title: topic,
    brief: `What “${topic}” stands for, why it exists, and how it behaves.`,
  }),
  (topic) => ({
    folder: "guide",
    title: `Working with ${topic}`,
    brief: `The usual tasks with “${topic}”, step by step.`,
  }),
  (topic) => ({
    folder: "reference",
    title: `${topic} in detail`,
    brief: `Every part of “${topic}”, for looking things up.`,
  }),
  (topic) => ({
    folder: "examples",
    title: `${topic}: an example`,
    brief: `One complete example of “${topic}”, from start to end.`,
  }),
];

/** A name for a file: letters and digits of any script, with hyphens. */
function slugOf(title: string): string {
  const slug = title
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  return Array.from(slug).slice(0, 50).join("").replace(/-+$/, "") || "page";
}

/** Plans a site of exactly so many pages from what was given about it; every path is free and every title its own. */
function planPages(task: OutlineTask): OutlinePage[] {
  const topics = topicsOf(task);
  const usual = usualPages(task).filter(({ from }) => task.pages >= from);
  const facts = readLooseSentences([task.notes ?? "", ...task.sources.map(({ text }) => text)].join("\n\n"), [
    "paragraph",
    "item",
  ]);
  const plans: Plan[] = usual.map(({ plan }) => plan).slice(0, task.pages);
  for (const aspect of aspects) for (const topic of topics) if (plans.length < task.pages) plans.push(aspect(topic));
  for (let part = 1; plans.length < task.pages; part++)
    plans.push({ folder: "more", title: `More about ${task.title}, part ${part}`, brief: task.brief });
  const order = ["", "guide", "concepts", "examples", "reference", "more", "help"];
  plans.sort((a, b) => order.indexOf(a.folder) - order.indexOf(b.folder));
  const taken = new Set<string>();
  const whom = task.audience === undefined ? "" : ` Written for ${task.audience.replace(/\.$/, "")}.`;
  return plans.map(({ folder, title, brief }) => {
    const base = folder === "" ? "index" : `${folder}/${slugOf(title)}`;
    let path = base;
    for (let number = 2; taken.has(path.toLowerCase()); number++) path = `${base}-${number}`;
    taken.add(path.toLowerCase());
    const topic = title.replace(/^Working with | in detail$|: an example$/g, "").toLowerCase();
    const fact = facts.find(({ text }) => text.toLowerCase().includes(topic))?.text ?? "";
    const more = fact === "" ? "" : ` ${fact}`;
    return { path: `${path}.md`, title: title.slice(0, 200), brief: `${brief}${more}${whom}`.slice(0, 1_000).trim() };
  });
}

/** The text of an `outline` action: one JSON object a line, the title first. */
export function writeOutline(task: OutlineTask): string {
  const lines = [{ title: task.title }, ...planPages(task)].map((line) => JSON.stringify(line));
  return lines.join("\n");
}
