import type { SaidWriter } from "../../../domain/said-writer.js";

/**
 * Message text as Slack sends it. Slack escapes exactly `&`, `<` and `>`, and writes mentions and links between angle brackets
 * (https://docs.slack.dev/messaging/formatting-message-text).
 */

const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** One pass, so that a typed `&amp;lt;` stays what was typed. */
export function unescaped(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Makes plain text inert where only markup can be sent. */
export function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** True where the raw text mentions the user. */
export function mentions(raw: string, user: string): boolean {
  return raw.includes(`<@${user}>`) || raw.includes(`<@${user}|`);
}

/** The names that a text carries beside ids: `<#C1|kikikanri>`, `<!subteam^S1|@kacho>`. */
export function labelsIn(raw: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [, id = "", label = ""] of raw.matchAll(
    /<(?:[@#]|!subteam\^)([A-Z0-9]{1,40})\|([^<>|]{1,200})>/g,
  ))
    labels.set(id, unescaped(label));
  return labels;
}

/** Writes what stands between angle brackets as a person would read it. */
export function readToken(token: string, writer: SaidWriter, self: string): void {
  const bar = token.indexOf("|");
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = unescaped(bar < 0 ? "" : token.slice(bar + 1));
  const [sign, id] = [target.charAt(0), target.slice(1)];
  if (sign === "@") {
    if (id === self) writer.drop();
    else writer.person(label === "" ? id : label, id);
  } else if (sign === "#") writer.add(`#${label === "" ? id : label}`);
  else if (target.startsWith("!subteam^"))
    writer.person(label === "" ? target.slice("!subteam^".length) : label, null);
  else if (target.startsWith("!date^")) writer.add(label);
  else if (sign === "!") writer.person(id, null);
  else writer.link(label, unescaped(target));
}
