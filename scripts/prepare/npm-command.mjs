/** Under `npm start` the npm that runs us; else the one beside this Node. */
export function npmCommand() {
  const npmScript = process.env["npm_execpath"];
  if (npmScript?.endsWith(".js")) return [process.execPath, npmScript];
  return process.platform === "win32" ? ["cmd.exe", "/c", "npm"] : ["npm"];
}
