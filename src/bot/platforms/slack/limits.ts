/**
 * Slack's limits, as documented under https://docs.slack.dev/reference/block-kit, and cutting text so that it fits.
 * The limit of a whole message is not documented: about 13,200 characters of blocks end in `msg_blocks_too_long`
 * (slackapi/bolt-js#2509), so a message is closed well before that.
 */

export const MAX_MESSAGE_BLOCKS = 50;
export const MAX_VIEW_BLOCKS = 100;
export const MAX_MESSAGE_JSON = 12_000;
/** A view may be much larger (250 kB); this keeps it quick. */
export const MAX_VIEW_JSON = 60_000;
export const MAX_HEADER = 150;
export const MAX_BUTTON_TEXT = 75;
export const MAX_BUTTON_VALUE = 2000;
export const MAX_ACTIONS = 25;
export const MAX_OPTIONS = 100;
export const MAX_OPTION_TEXT = 75;
export const MAX_OPTION_VALUE = 150;
export const MAX_RADIO = 10;
export const MAX_TABLE_ROWS = 100;
export const MAX_TABLE_COLUMNS = 20;
export const MAX_TABLE_JSON = 9000;
export const MAX_VIEW_TITLE = 24;
export const MAX_METADATA = 3000;
export const MAX_INPUT = 3000;
export const MAX_LABEL = 2000;
export const MAX_FALLBACK = 3000;
export const MAX_URL = 2000;
/** Of one rich text block, counted as JSON, so that no text object comes near 3,000 characters. */
export const MAX_TEXT_COST = 2900;
/** Of one list or row of buttons with everything that hangs on it. */
export const MAX_GROUP_COST = 6000;

/** Length of a value as JSON: what Slack counts. */
export function cost(value: unknown): number {
  return JSON.stringify(value).length;
}

/** One line of at most `max` characters (UTF-16 units): for names in menus and on buttons, whose full text stands elsewhere. */
export function shorten(text: string, max: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  const line = text.replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim();
  return line.length <= max ? line : `${wholeCharacters(line, max - 1)}…`;
}

function wholeCharacters(text: string, max: number): string {
  const cut = text.slice(0, max);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** Best place first: after a line, after a sentence, after a clause or blank. */
const BORDERS = [/\n/g, /[。．！？!?]|\.(?=\s)/g, /[、，,;；\s\u3000]/g];

/**
 * Cuts text in two where the first part costs at most `room` as JSON.
 * @returns the end of the first part: after the last line, sentence or clause that fits; 0 where none ends there
 */
export function borderWithin(text: string, room: number): number {
  const most = fitting(text, room);
  if (most === text.length) return most;
  for (const border of BORDERS) {
    let end = 0;
    for (const match of text.slice(0, most).matchAll(border)) end = match.index + match[0].length;
    // A border near the beginning would leave a nearly empty block: take a lesser one further on.
    if (end > most / 3) return end;
  }
  return 0;
}

/** What JSON writes longer than it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among it
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/u;

/** How many characters of the text cost at most `room` as JSON; never between the halves of one character. */
export function fitting(text: string, room: number): number {
  if (JSON.stringify(text).length - 2 <= room) return text.length;
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += ESCAPED.test(character) ? JSON.stringify(character).length - 2 : character.length;
    if (used > room) break;
    end += character.length;
  }
  return end;
}
