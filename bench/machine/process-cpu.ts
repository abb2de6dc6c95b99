import { readdirSync, readFileSync } from "node:fs";

/** Linux counts the CPU time of processes in hundredths of a second (USER_HZ) on every architecture. */
const microsecondsPerTick = 10_000;

/** Fields of /proc/<pid>/stat after the program's name, from 0. */
const field = { parent: 1, user: 11, system: 12, childrenUser: 13, childrenSystem: 14 };

/**
 * CPU time in µs that a process, its children and those of its children that have ended used so far; null where the
 * system does not tell (anything but Linux).
 */
export function cpuOfProcessTree(pid: number): number | null {
  const own = readStat(pid);
  if (own === null) return null;
  let ticks = sum(own, [field.user, field.system, field.childrenUser, field.childrenSystem]);
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : null;
    if (stat !== null && Number(stat[field.parent]) === pid) ticks += sum(stat, [field.user, field.system]);
  }
  return ticks * microsecondsPerTick;
}

function sum(stat: readonly string[], fields: readonly number[]): number {
  return fields.reduce((total, index) => total + Number(stat[index] ?? 0), 0);
}

/** The name in parentheses may itself hold spaces and parentheses: the fields begin behind the last one. */
function readStat(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}
