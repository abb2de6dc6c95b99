/** The editor, its preview and the AI actions in it. */
export const editor = {
  title: "Editor",
};
