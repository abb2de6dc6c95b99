import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Layer, layerOfModule, layerOfNode } from "./layers.ts";

/** A profile as `node --cpu-prof` writes it. */
type CpuProfile = {
  /** In µs of the clock that `process.hrtime` tells, of all processes alike. */
  readonly startTime: number;
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** In µs, each since the sample before. */
  readonly timeDeltas: readonly number[];
};

type ProfileNode = {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
};

/** Where the time of a process went, without what it was idle. */
export type ProfileSummary = {
  readonly busySeconds: number;
  readonly layers: readonly { readonly layer: Layer; readonly share: number }[];
  /** The functions that took most themselves. */
  readonly functions: readonly { readonly name: string; readonly module: string; readonly share: number }[];
};

const functionsShown = 15;

/** A part of a profile, in µs of `process.hrtime`. */
export type Window = { readonly fromUs: number; readonly untilUs: number };

/**
 * Sums the profiles of a folder by layer, of the time within `window`; the time of what has no place of its own counts
 * for who called it.
 */
export function summarizeProfiles(folder: string, window: Window): ProfileSummary {
  const layers = new Map<Layer, number>();
  const functions = new Map<string, { name: string; module: string; us: number }>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"))) {
    const profile = JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile;
    const selfUs = selfTimes(profile, window);
    for (const { node, layer, module } of placesOf(profile.nodes)) {
      const us = selfUs.get(node.id) ?? 0;
      if (us === 0 || layer === null) continue;
      layers.set(layer, (layers.get(layer) ?? 0) + us);
      const name = node.callFrame.functionName || "(anonymous)";
      const key = `${name} ${module}`;
      functions.set(key, { name, module, us: (functions.get(key)?.us ?? 0) + us });
    }
  }
  const busyUs = [...layers.values()].reduce((sum, us) => sum + us, 0);
  return {
    busySeconds: busyUs / 1e6,
    layers: [...layers].map(([layer, us]) => ({ layer, share: us / busyUs })).sort((a, b) => b.share - a.share),
    functions: [...functions.values()]
      .sort((a, b) => b.us - a.us)
      .slice(0, functionsShown)
      .map(({ name, module, us }) => ({ name, module, share: us / busyUs })),
  };
}

function selfTimes(
  { startTime, samples, timeDeltas }: CpuProfile,
  { fromUs, untilUs }: Window,
): ReadonlyMap<number, number> {
  const selfUs = new Map<number, number>();
  let atUs = startTime;
  samples.forEach((id, index) => {
    const tookUs = Math.max(0, timeDeltas[index] ?? 0);
    atUs += tookUs;
    if (atUs >= fromUs && atUs < untilUs) selfUs.set(id, (selfUs.get(id) ?? 0) + tookUs);
  });
  return selfUs;
}

type Place = { readonly node: ProfileNode; readonly layer: Layer | null; readonly module: string };

/** Every node with its layer, callers before those that they call. */
function placesOf(nodes: readonly ProfileNode[]): readonly Place[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const places: Place[] = [];
  const [root] = nodes;
  const open: { node: ProfileNode; caller: Layer }[] = [];
  if (root !== undefined) open.push({ node: root, caller: "Node itself" });
  const modules = createModuleFinder();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, caller } = next;
    const { functionName, url, lineNumber } = node.callFrame;
    const module = modules(url, lineNumber);
    const layer = layerOfNode({ functionName, url }) ?? (module === null ? caller : layerOfModule(module));
    const isIdle = functionName === "(idle)";
    places.push({ node, layer: isIdle ? null : layer, module: module ?? url });
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) open.push({ node: child, caller: layer });
    }
  }
  return places;
}

/** Finds the source file of a line of a bundle: esbuild writes each module's path above it. */
function createModuleFinder(): (url: string, line: number) => string | null {
  const bundles = new Map<string, readonly { line: number; path: string }[]>();
  return (url, line) => {
    if (!url.startsWith("file:")) return null;
    const known = bundles.get(url);
    const starts = known ?? startsOf(fileURLToPath(url));
    if (known === undefined) bundles.set(url, starts);
    return starts.findLast((start) => start.line <= line)?.path ?? basename(url);
  };
}

function startsOf(path: string): readonly { line: number; path: string }[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((text, line) => {
    const module = /^\/\/ (\S+\.(?:[cm]?[jt]s|json))$/.exec(text)?.[1];
    return module === undefined ? [] : [{ line, path: module }];
  });
}
