import { ChangeSet } from "@codemirror/state";
import { ConnectionLost, isProblem } from "../api/problem.ts";
import type { DraftPlace } from "./drafts.ts";
import {
  encodePage,
  type OffsetMap,
  offsetMap,
  type PageText,
  type Splice,
  spliceStored,
  toEditorText,
} from "./page-text.ts";

/** Whether what is on screen is at the server, and if not, why. */
export type SaveState =
  | { type: "saved" | "unsaved" | "saving" | "offline" }
  /** Somebody saved another version; theirs is null when the page was deleted. */
  | { type: "conflict"; theirs: (PageText & { version: string }) | null }
  | { type: "refused"; error: unknown };

export type PageSessionParts = {
  page: PageText & { version: string };
  /** True when `page` is a draft that the server does not have. */
  isUnsaved: boolean;
  save: (bytes: Uint8Array<ArrayBuffer>, ifVersion: string) => Promise<string>;
  /** The page as it is now at the server, or null when it is gone. */
  readTheirs: () => Promise<(PageText & { version: string }) | null>;
  drafts: DraftPlace;
  /** Runs a task later and returns how to call it off. */
  later: (task: () => void, milliseconds: number) => () => void;
  onState: (state: SaveState) => void;
};

const saveAfterMs = 900;
const draftAfterMs = 250;
const retryAfterMs = 4_000;

const splicesOf = (changes: ChangeSet): Splice[] => {
  const splices: Splice[] = [];
  changes.iterChanges((from, to, _fromNew, _toNew, insert) => splices.push({ from, to, insert: insert.toString() }));
  return splices;
};

const noChanges = (text: string): ChangeSet => ChangeSet.empty(toEditorText(text).length);

/**
 * One open page between editor and server: collects edits, keeps a draft, saves a moment after the last edit against
 * the version it started from, and holds both texts when somebody else saved in between.
 */
export class PageSession {
  readonly #parts: PageSessionParts;
  #origin: PageText;
  #version: string;
  #isDirty: boolean;
  #pending: ChangeSet;
  /** The edits of a save that is on its way; `#pending` comes after them. */
  #sent: ChangeSet | null = null;
  #saving: Promise<void> | null = null;
  #cancelSave: (() => void) | null = null;
  #cancelDraft: (() => void) | null = null;
  #state: SaveState;

  constructor(parts: PageSessionParts) {
    this.#parts = parts;
    this.#origin = { text: parts.page.text, hasByteOrderMark: parts.page.hasByteOrderMark };
    this.#version = parts.page.version;
    this.#isDirty = parts.isUnsaved;
    this.#pending = noChanges(parts.page.text);
    this.#state = { type: parts.isUnsaved ? "unsaved" : "saved" };
  }

  get state(): SaveState {
    return this.#state;
  }

  /** What is in the editor now, as the editor holds it. */
  get editorText(): string {
    return toEditorText(this.current.text);
  }

  /** What is in the editor now, as it would be stored. */
  get current(): PageText {
    const edits = this.#sent?.compose(this.#pending) ?? this.#pending;
    return { ...this.#origin, text: spliceStored(this.#origin.text, splicesOf(edits)) };
  }

  /** Takes an edit of the editor. */
  change(changes: ChangeSet): void {
    this.#pending = this.#pending.compose(changes);
    if (this.#state.type === "saved" || this.#state.type === "refused") this.#set({ type: "unsaved" });
    this.#cancelDraft ??= this.#parts.later(() => this.keepDraft(), draftAfterMs);
    if (this.#state.type !== "conflict") this.#saveLater(saveAfterMs);
  }

  /**
   * Saves everything up to now and returns the version and the offsets of what is stored. Throws what kept it from
   * being saved; nothing is lost then.
   */
  async flush(): Promise<{ version: string; map: OffsetMap }> {
    this.#cancelSave?.();
    this.#cancelSave = null;
    while (this.#saving !== null) await this.#saving;
    if (this.#state.type === "conflict") throw new PageConflict();
    if (this.#isDirty || !this.#pending.empty) {
      this.#saving = this.#save().finally(() => {
        this.#saving = null;
      });
      await this.#saving;
      if (!this.#pending.empty) return this.flush();
    }
    return { version: this.#version, map: offsetMap(this.#origin.text) };
  }

  /** Saves now if there is something to save; what goes wrong shows in the state. */
  async flushQuietly(): Promise<void> {
    await this.flush().catch(() => undefined);
  }

  /** Ends a conflict with their text. The editor has to be given `editorText` without telling `change` about it. */
  takeTheirs(theirs: PageText & { version: string }): void {
    this.#begin(theirs, { version: theirs.version, isDirty: false });
    this.#parts.drafts.clear();
    this.#set({ type: "saved" });
  }

  /** Lets the text here go: what was not saved is forgotten. */
  letGo(): void {
    this.takeTheirs({ ...this.current, version: this.#version });
  }

  /** Ends a conflict with our text, saved over theirs byte for byte as it is here. */
  async keepMine(theirVersion: string): Promise<void> {
    this.#begin(this.current, { version: theirVersion, isDirty: true });
    this.#set({ type: "unsaved" });
    await this.flushQuietly();
  }

  /** Writes the draft at once: before the page is hidden or closed. */
  keepDraft(): void {
    this.#cancelDraft?.();
    this.#cancelDraft = null;
    const isSaved = !this.#isDirty && this.#pending.empty && this.#sent === null;
    if (!isSaved) this.#parts.drafts.write({ ...this.current, version: this.#version });
  }

  #begin(page: PageText, { version, isDirty }: { version: string; isDirty: boolean }): void {
    this.#origin = { text: page.text, hasByteOrderMark: page.hasByteOrderMark };
    this.#version = version;
    this.#isDirty = isDirty;
    this.#pending = noChanges(page.text);
    this.#sent = null;
  }

  #saveLater(milliseconds: number): void {
    this.#cancelSave?.();
    this.#cancelSave = this.#parts.later(() => void this.flushQuietly(), milliseconds);
  }

  #set(state: SaveState): void {
    this.#state = state;
    this.#parts.onState(state);
  }

  async #save(): Promise<void> {
    const page = this.current;
    this.#sent = this.#pending;
    this.#pending = ChangeSet.empty(this.#sent.newLength);
    if (!this.#isDirty && page.text === this.#origin.text) return this.#saved(page, this.#version);
    this.#set({ type: "saving" });
    try {
      this.#saved(page, await this.#parts.save(encodePage(page), this.#version));
    } catch (error) {
      await this.#notSaved(page, error);
    }
  }

  #saved(page: PageText, version: string): void {
    const since = this.#pending;
    this.#begin(page, { version, isDirty: false });
    this.#pending = since;
    if (since.empty) {
      this.#cancelDraft?.();
      this.#cancelDraft = null;
      this.#parts.drafts.clear();
    }
    this.#set({ type: since.empty ? "saved" : "unsaved" });
  }

  async #notSaved(page: PageText, error: unknown): Promise<void> {
    const state = await this.#stateAfter(error);
    const theirs = state.type === "conflict" ? state.theirs : null;
    if (theirs !== null && theirs.text === page.text && theirs.hasByteOrderMark === page.hasByteOrderMark) {
      // A save whose reply was lost, or the same text from another tab: there is nothing to decide.
      return this.#saved(page, theirs.version);
    }
    this.#pending = this.#sent?.compose(this.#pending) ?? this.#pending;
    this.#sent = null;
    this.keepDraft();
    this.#set(state);
    if (state.type === "offline") this.#saveLater(retryAfterMs);
    throw error;
  }

  async #stateAfter(error: unknown): Promise<SaveState> {
    if (error instanceof ConnectionLost) return { type: "offline" };
    if (isProblem(error, "not-found")) return { type: "conflict", theirs: null };
    if (!isProblem(error, "version-conflict")) return { type: "refused", error };
    try {
      return { type: "conflict", theirs: await this.#parts.readTheirs() };
    } catch (readError) {
      return readError instanceof ConnectionLost ? { type: "offline" } : { type: "refused", error: readError };
    }
  }
}

/** A save is not tried while two versions wait for a decision. */
export class PageConflict extends Error {
  constructor() {
    super("Two versions of this page wait for a decision");
    this.name = "PageConflict";
  }
}
