#!/usr/bin/env node
// What docs/http-api.md uses of curl, for machines that have none: -sSi, -H, -d and one address.
const [headers, line] = [{}, process.argv.slice(2)];
let [address, body] = ["", undefined];
while (line.length > 0) {
  const word = line.shift();
  if (word === "-sSi") continue;
  if (word === "-d") body = line.shift();
  else if (word === "-H") {
    const [name, ...value] = (line.shift() ?? "").split(":");
    headers[name] = value.join(":").trim();
  } else if (word.startsWith("-")) throw new Error(`the stand-in for curl does not know ${word}`);
  else address = word;
}
const response = await fetch(address, { method: body === undefined ? "GET" : "POST", headers, body });
const told = [...response.headers].map(([name, value]) => `${name}: ${value}`);
const status = `HTTP/1.1 ${response.status} ${response.statusText}`;
process.stdout.write(`${[status, ...told].join("\r\n")}\r\n\r\n${await response.text()}`);
