/**
 * Message text as Slack sends it, and as a person would read it. Slack escapes exactly `&`, `<` and `>`, and writes
 * mentions and links between angle brackets (https://docs.slack.dev/messaging/formatting-message-text).
 */

const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** One pass, so that a typed `&amp;lt;` stays what was typed. */
function unescaped(text: string): string {
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

function readToken(token: string): string {
  const bar = token.indexOf("|");
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? "" : token.slice(bar + 1);
  if (target.startsWith("@")) return `@${label === "" ? target.slice(1) : label}`;
  if (target.startsWith("#")) return `#${label === "" ? target.slice(1) : label}`;
  if (target.startsWith("!subteam^")) return label === "" ? `@${target.slice("!subteam^".length)}` : label;
  if (target.startsWith("!date^")) return label;
  if (target.startsWith("!")) return `@${target.slice(1)}`;
  return label === "" ? target : label;
}

/**
 * Text as its author sees it.
 * @param raw text of a Slack event
 * @param self user id of the bot, whose own mention is an address and not part of what was said
 */
export function readable(raw: string, self: string): string {
  const withoutSelf = raw.replace(
    /([ \t\u3000]*)<@([A-Z0-9]+)(?:\|[^<>]*)?>([ \t\u3000]*)/g,
    (all, before, id, after) => {
      if (id !== self) return all;
      return before !== "" && after !== "" ? " " : "";
    },
  );
  return unescaped(withoutSelf.replace(/<([^<>]+)>/g, (_, token: string) => readToken(token))).trim();
}
