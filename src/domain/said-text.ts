/**
 * What a person said, as they see it on their screen: plain characters, and over them the parts that a platform marks. Every
 * adapter makes one; the parser, the personal-data check, the notes, search and export read nothing else.
 */

/** Where a part stands in the text, in UTF-16 units. */
export interface SaidPlace {
  readonly start: number;
  readonly end: number;
}

export type SaidSpan = SaidPlace &
  (
    | {
        readonly kind: "quoted" /** The quoted message, where the platform names it. */;
        readonly message: string | null;
      }
    | { readonly kind: "struck" }
    /** The title and, where it differs, the address behind it in brackets: `計画 (https://…)`. */
    | { readonly kind: "link"; readonly address: string }
    /** A mention; `person` is the platform's id, where it is told. */
    | { readonly kind: "person"; readonly person: string | null }
    /** One picture sign, or `:name:` of one that only this workplace has. */
    | { readonly kind: "emoji"; readonly name: string }
    /** A line of a table; its cells are parted by tabs. `heading` names the columns and reports nothing. */
    | { readonly kind: "row"; readonly heading: boolean }
    /** A line of a list, at a depth counted from 0; `number` where the list counts. */
    | { readonly kind: "item"; readonly depth: number; readonly number: number | null }
    /** What a mail program or a signature puts around words. */
    | { readonly kind: "frame" }
  );

export interface SaidText {
  readonly text: string;
  /** In order of their start; they may lie within each other. */
  readonly spans: readonly SaidSpan[];
}

/** Nothing was said. */
export const SILENCE: SaidText = { text: "", spans: [] };

/** A text without marks: typed where there are none, or of a time before they were kept. */
export const saidPlainly = (text: string): SaidText => ({ text, spans: [] });

/** Parts that are somebody else's words, taken back, or no words of a report. */
const UNSPOKEN: ReadonlySet<SaidSpan["kind"]> = new Set(["quoted", "struck", "frame"]);

const isUnspoken = (span: SaidSpan): boolean =>
  UNSPOKEN.has(span.kind) || (span.kind === "row" && span.heading);

/** With one of these behind it a mention is a word of the sentence: `@佐藤 に確認します`. */
const PARTICLE = /^[ \u3000]*(?:さん|様|課長|係長|部長)?[はがをにへとでものや]/u;
const BEHIND_MENTION = /^(?:さん|様)?[^\S\n]*[、,，:：]?[^\S\n]*/u;

/** Behind one of these, or at the start of a line, a sentence begins. */
const SENTENCE_START = /(?:^|[。．.!！、，,])[^\S\n]*$/u;

/** Those whom a sentence addresses: the mentions that it begins with, and what parts them from the words. */
function addresses({ text, spans }: SaidText): readonly SaidPlace[] {
  const out: SaidPlace[] = [];
  for (const { kind, start, end } of spans) {
    if (kind !== "person") continue;
    const line = text.lastIndexOf("\n", start - 1) + 1;
    const before = out.at(-1)?.end === start ? "" : text.slice(Math.max(line, start - 40), start);
    if (!SENTENCE_START.test(before) || PARTICLE.test(text.slice(end, end + 8))) continue;
    out.push({ start, end: end + (BEHIND_MENTION.exec(text.slice(end, end + 16))?.[0].length ?? 0) });
  }
  return out;
}

/**
 * What the author says and means: the text without quoted and struck parts, frames, the heading rows of tables, and those it
 * is addressed to. A line of which nothing is left goes.
 */
export function spokenText(said: SaidText): string {
  const gaps: readonly SaidPlace[] = [...addresses(said), ...said.spans.filter(isUnspoken)];
  if (gaps.length === 0) return said.text.trim();
  return without(said, gaps).trim();
}

/** The spoken text as a said text of its own, without marks. */
export function withoutUnspoken(said: SaidText): SaidText {
  const text = spokenText(said);
  return text === said.text ? said : saidPlainly(text);
}

function without(said: SaidText, gaps: readonly SaidPlace[]): string {
  const hidden = merged(gaps);
  const kept: string[] = [];
  let at = 0;
  let gap = 0;
  for (const line of said.text.split("\n")) {
    const end = at + line.length;
    let left = "";
    let from = at;
    let touched = false;
    while (gap < hidden.length && (hidden[gap]?.end ?? 0) <= at) gap += 1;
    for (let next = gap; next < hidden.length; next += 1) {
      const place = hidden[next];
      if (place === undefined || place.start > end || (place.start === end && line !== "")) break;
      touched = true;
      if (place.start > from) left += said.text.slice(from, place.start);
      from = Math.min(end, Math.max(from, place.end));
    }
    left += said.text.slice(from, end);
    if (!touched) kept.push(line);
    else if (left.trim() !== "") kept.push(withoutGaps(left));
    at = end + 1;
  }
  return kept.join("\n");
}

/** Cells that went leave no empty ones. */
const withoutGaps = (line: string): string => line.replace(/\t+/g, "\t").replace(/^\t/, "").trimEnd();

function merged(places: readonly SaidPlace[]): SaidPlace[] {
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of [...places].sort((one, other) => one.start - other.start)) {
    const last = out.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}

/** The same said text with the people in it named. @param nameOf null for somebody unknown */
export function withNames(said: SaidText, nameOf: (person: string) => string | null): SaidText {
  const shifts: { readonly at: number; readonly by: number }[] = [];
  let text = "";
  let from = 0;
  for (const span of said.spans) {
    if (span.kind !== "person" || span.person === null || span.start < from) continue;
    const name = nameOf(span.person);
    if (name === null) continue;
    text += `${said.text.slice(from, span.start)}@${name}`;
    from = span.end;
    const before = shifts.at(-1)?.by ?? 0;
    shifts.push({ at: span.end, by: before + name.length + 1 - (span.end - span.start) });
  }
  if (shifts.length === 0) return said;
  const moved = (place: number): number => {
    let [low, high] = [0, shifts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((shifts[middle]?.at ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return place + (shifts[low - 1]?.by ?? 0);
  };
  return {
    text: text + said.text.slice(from),
    spans: said.spans.map((span) => ({ ...span, start: moved(span.start), end: moved(span.end) })),
  };
}

/** The people who are mentioned, by the platform's ids. */
export const peopleIn = (said: SaidText): readonly string[] => [
  ...new Set(
    said.spans.flatMap((span) => (span.kind === "person" && span.person !== null ? [span.person] : [])),
  ),
];
