/** Writes what the features add to `/policy` into the manifests of Slack and Teams. Run it with `npm run manifests`. */

import { readFileSync, writeFileSync } from "node:fs";

const { commandList, usageHint } = await import("../dist/bot/commands.js");
const { COMMANDS } = await import("../dist/bot/features.js");

/** @param {string} path @param {(manifest: any) => void} change */
function rewrite(path, change) {
  const file = new URL(`../manifests/${path}`, import.meta.url);
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  change(manifest);
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

rewrite("slack.json", (manifest) => {
  manifest.features.slash_commands[0].usage_hint = usageHint(COMMANDS);
});
// Socket Mode needs no address.
{
  const socket = JSON.parse(readFileSync(new URL("../manifests/slack.json", import.meta.url), "utf8"));
  for (const command of socket.features.slash_commands) delete command.url;
  delete socket.settings.event_subscriptions.request_url;
  delete socket.settings.interactivity.request_url;
  socket.settings.socket_mode_enabled = true;
  const file = new URL("../manifests/slack-socket.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify(socket, null, 2)}\n`);
}
rewrite("teams/manifest.json", (manifest) => {
  for (const list of manifest.bots[0].commandLists) list.commands = commandList(COMMANDS);
});
