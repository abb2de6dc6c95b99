import {
  CommitUnknownError,
  ConnectionError,
  type Database,
  type Session,
  type Statement,
} from "../../src/database/port.ts";

/**
 * One kind of fault of the database. `at` counts what the engine asks for from the arming on: every statement is one,
 * and so is every commit. `after` means that the database did it and the answer was lost.
 */
export type Fault = {
  readonly at: number;
  readonly when: "before" | "after";
  readonly kind: FaultKind;
  /** How often it strikes: once, or from then on, until it is disarmed. */
  readonly lasts: "once" | "on";
};
export type FaultKind = "serialization" | "deadlock" | "lock-timeout" | "connection-lost";

export type FaultyDatabase = {
  /** The first, and all of them: a fault strikes whichever is asked. */
  readonly database: Database;
  readonly databases: readonly Database[];
  readonly arm: (fault: Fault) => void;
  /** Ends the fault; true when it struck at least once. */
  readonly disarm: () => boolean;
};

const SQL_STATES = { serialization: "40001", deadlock: "40P01", "lock-timeout": "55P03" } as const;

/** A commit whose answer never came, and that was not applied; thrown inside the transaction to roll it back. */
class NeverCommitted extends Error {}

/**
 * Puts faults between the engine and its database, at every statement and at every commit, before and after. Several
 * are doors to one and the same database.
 */
export function makeFaulty(inner: Database, ...others: readonly Database[]): FaultyDatabase {
  let armed: Fault | null = null;
  let asked = 0;
  let strikes = 0;

  /** The fault that strikes the next thing asked for, if one does. */
  const next = (): Fault | null => {
    const position = asked;
    asked += 1;
    if (armed === null || position < armed.at) return null;
    if (armed.lasts === "once" && strikes > 0) return null;
    strikes += 1;
    return armed;
  };
  const database = makeOneFaulty(inner, next);
  return {
    database,
    databases: [database, ...others.map((other) => makeOneFaulty(other, next))],
    arm: (fault) => {
      armed = fault;
      asked = 0;
      strikes = 0;
    },
    disarm: () => {
      armed = null;
      return strikes > 0;
    },
  };
}

function makeOneFaulty(inner: Database, next: () => Fault | null): Database {
  /** Runs statements up to the one that a fault strikes; `run` hears whether they are all. */
  const through =
    (run: (statements: readonly Statement[], areAll: boolean) => ReturnType<Database["run"]>): Database["run"] =>
    async (statements) => {
      for (const [index, statement] of statements.entries()) {
        const fault = next();
        if (fault === null) continue;
        const upTo = fault.when === "before" ? statements.slice(0, index) : [...statements.slice(0, index), statement];
        if (upTo.length > 0) await run(upTo, false);
        throw errorOf(fault.kind);
      }
      return run(statements, true);
    };

  const transaction: Database["transaction"] = async (limits, work) => {
    /** What strikes the commit; undefined until it is asked for, with the last statements or after them. */
    let atCommit: Fault | null | undefined;
    const askForCommit = (): void => {
      atCommit = next();
      if (atCommit?.when === "before") throw beforeCommit(atCommit.kind);
    };
    try {
      const result = await inner.transaction(limits, async (session) => {
        const run: Session["run"] = async (statements, { isLast = false } = {}) => {
          // The last statements and the commit travel together; one that is not to come is not sent with them.
          const send = through((some, areAll) => {
            if (!isLast || !areAll) return session.run(some);
            atCommit = next();
            return session.run(some, { isLast: atCommit?.when !== "before" });
          });
          const rows = await send(statements);
          if (atCommit?.when === "before") throw beforeCommit(atCommit.kind);
          return rows;
        };
        const worked = await work({ ...session, run });
        if (atCommit === undefined) askForCommit();
        return worked;
      });
      if (atCommit === null) return result;
    } catch (error) {
      if (!(error instanceof NeverCommitted)) throw error;
    }
    throw new CommitUnknownError("injected: the connection was lost after COMMIT was sent");
  };

  return {
    spansWorkspaces: inner.spansWorkspaces,
    transaction,
    snapshot: (work) => inner.snapshot((session) => work({ ...session, run: through((some) => session.run(some)) })),
    run: through((statements) => inner.run(statements)),
  };
}

function errorOf(kind: FaultKind): Error {
  if (kind === "connection-lost") return new ConnectionError("injected: the connection was lost");
  return Object.assign(new Error(`injected: ${kind}`), { code: SQL_STATES[kind] });
}

/** A commit can fail by a serialization error too; a connection lost here leaves the outcome unknown. */
function beforeCommit(kind: FaultKind): Error {
  return kind === "connection-lost" ? new NeverCommitted("injected") : errorOf(kind);
}
