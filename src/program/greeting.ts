import type { Config } from "../config.js";

/** What a person at the terminal reads first. */

/** Waiting on every address is no address to open. */
const EVERYWHERE = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "[::1]"],
]);

/** The address at which this machine reaches the program. */
export function originOf({ host }: Config, port: number): string {
  return `http://${EVERYWHERE.get(host) ?? (host.includes(":") ? `[${host}]` : host)}:${port}`;
}

/** Where the web workspace is opened. */
export function workspaceLine(address: string): string {
  return `ためしの画面を開いてください: ${address}\n`;
}

export function greeting(config: Config, port: number): string {
  const lines = [
    // Without a word in the configuration a one-time address is shown instead.
    config.web === null || config.web.token === null ? "" : workspaceLine(`${originOf(config, port)}/`),
    config.slack === null
      ? ""
      : `Slack につなぎます（${config.slack.appToken === null ? "HTTP /slack/events" : "ソケットモード"}）。\n`,
    teamsGreeting(config),
  ];
  return lines.join("");
}

function teamsGreeting({ teams }: Config): string {
  if (teams === null) return "";
  return teams.authenticated
    ? "Teams につなぎます（HTTP /api/messages）。\n"
    : "Teams の確認用です（TEAMS_AUTH=none）。この機械の Microsoft 365 Agents Playground からだけ使えます。\n";
}
