/** Operator → Master keys. */
export const masterKeys = {
  title: "Master keys",
  intro:
    "They wrap the keys that workspaces bring. To change one: add the new master key to the key ring second, restart; " +
    "move it first, restart; wrap anew here; take the old one out and restart.",
  failed: "The master keys could not be loaded",
  none: "This Dokly has no master keys, so that no own key can be connected. docs/byok.md says how to give it some.",
  columns: { name: "Master key", ownKeys: "Own keys", state: "State" },
  primary: "Wraps what is new",
  missing: "Not in the key ring of this server: put it back",
  inUse: "In use until everything is wrapped anew",
  free: "Can leave the key ring",
  rotate: "Wrap anew",
  rotateTitle: "Wrap all own keys anew?",
  rotateText: (primary: string) =>
    `Every own key is wrapped anew under ${primary} while actions go on. Every server has to have been started with ` +
    "it before. Cut off, it goes on where it was when it is asked for again.",
  rotated: (count: number, damaged: number) =>
    damaged === 0
      ? `${count === 1 ? "1 own key" : `${count} own keys`} wrapped anew`
      : `${count} wrapped anew; ${damaged} could not be opened, and the audit names them`,
};
