/**
 * Reads a reply below the announcement of an occasion as evaluations. Pure and total. Closed world: only what carries a label
 * (達成度, 成果, 課題, 今後の方向) or a word of the municipality's own table is an evaluation; everything else is left to others.
 *
 *     2 B 協定を2件結びました
 *     課題: 職員が足りません
 *     今後: 継続
 */

import {
  type EvaluationField,
  type EvaluationWord,
  FIELD_LABELS,
  shownWord,
  wordNamed,
} from "../../domain/evaluation.js";
import { cut } from "../../domain/plain.js";
import { findBehalf } from "./frame.js";
import { toScript } from "./pattern.js";

export interface EvaluationEntry {
  readonly number: number;
  /** What the reply says of each field; a field that is not in it stays as it is. */
  readonly fields: Partial<Record<EvaluationField, string>>;
}

export interface EvaluationReading {
  readonly entries: readonly EvaluationEntry[];
  /** 代理: in whose place it was written; the empty string where nobody is named, null where it is not said. */
  readonly onBehalf: string | null;
  /** What was meant as a part of an evaluation and could not be kept: Japanese sentences for its author. */
  readonly problems: readonly string[];
}

export interface EvaluationContext {
  /** The goals' numbers in the department. */
  readonly numbers: readonly number[];
  /** The one goal that the thread is about, or null. */
  readonly single: number | null;
  readonly words: readonly EvaluationWord[];
}

const NUMBERED = /^\s*(?:目標)?([0-9０-９]{1,3}|[①-⑳])(?:番)?(?:[\s.．,、:：)）]+|$)/u;
const LABEL = /(達成度|成果|実績|課題|今後の方向性?|今後|方向性?)/u;
/** A label before a colon, wherever a part begins. */
const LABELLED = new RegExp(`(?:^|[\\s。、／/])${LABEL.source}\\s*[:：]\\s*`, "gu");
/** A label before a blank, at the beginning of a line alone. */
const LEADING = new RegExp(`^\\s*${LABEL.source}\\s+`, "u");

const SEPARATOR = /[\s。、,:：／/]/gu;

const FIELD_OF: readonly (readonly [RegExp, EvaluationField])[] = [
  [/^達成度$/u, "achievement"],
  [/^(?:成果|実績)$/u, "result"],
  [/^課題$/u, "issue"],
  [/^(?:今後|方向)/u, "direction"],
];

interface Part {
  readonly field: EvaluationField | null;
  readonly text: string;
}

/** Null where nothing of the text is an evaluation. */
export function readEvaluation(said: string, context: EvaluationContext): EvaluationReading | null {
  const { text, onBehalf } = withoutProxy(said);
  const groups: { number: number | null; lines: string[] }[] = [];
  for (const line of text.split(/\r?\n/u)) {
    const match = NUMBERED.exec(line);
    const number = match === null ? null : (match[1] ?? "").normalize("NFKC");
    if (match !== null && number !== null && context.numbers.includes(Number(number)))
      groups.push({ number: Number(number), lines: [line.slice(match[0].length)] });
    else if (groups.length > 0) groups.at(-1)?.lines.push(line);
    else if (line.trim() !== "") groups.push({ number: context.single, lines: [line] });
  }
  const entries: EvaluationEntry[] = [];
  const problems: string[] = [];
  let found = false;
  for (const { number, lines } of groups) {
    const parts = lines.flatMap((line, index) => partsOf(line, index === 0, context.words));
    const isEvaluation = parts.some(({ field }) => field !== null);
    if (!isEvaluation) {
      const words = lines.join(" ").trim();
      if (words !== "") problems.push(`「${shortened(words)}」は評価として読み取れませんでした。`);
      continue;
    }
    found = true;
    if (number === null) {
      problems.push(`「${shortened(lines.join(" ").trim())}」がどの目標の評価か、番号から書いてください。`);
      continue;
    }
    const { fields, wrong } = fieldsOf(parts, context.words);
    problems.push(...wrong.map((sentence) => `${number} の${sentence}`));
    if (Object.keys(fields).length > 0) entries.push({ number, fields });
  }
  return found ? { entries: together(entries), onBehalf, problems } : null;
}

/** Takes `代理 防災課長` off the beginning or the end. */
function withoutProxy(said: string): { readonly text: string; readonly onBehalf: string | null } {
  const script = toScript(said);
  const behalf = findBehalf(script.key, 0);
  if (behalf === null) return { text: said, onBehalf: null };
  const text = `${cut(script, 0, behalf.start)}${cut(script, behalf.end, script.text.length)}`;
  return { text, onBehalf: cut(script, behalf.nameStart, behalf.nameEnd).trim() };
}

/** A line as labelled parts; the words before the first label may begin with a level of 達成度. */
function partsOf(line: string, first: boolean, words: readonly EvaluationWord[]): Part[] {
  const leading = LEADING.exec(line);
  const marked = leading === null ? line : `${leading[1] ?? ""}:${line.slice(leading[0].length)}`;
  const labels = [...marked.matchAll(LABELLED)];
  const before = marked.slice(0, labels[0]?.index ?? marked.length).trim();
  const parts: Part[] = before === "" ? [] : first ? opening(before, words) : [bare(before, words)];
  for (const [at, label] of labels.entries()) {
    const from = label.index + label[0].length;
    const text = marked.slice(from, labels[at + 1]?.index ?? marked.length).trim();
    const field = FIELD_OF.find(([pattern]) => pattern.test(label[1] ?? ""))?.[1] ?? null;
    parts.push({ field, text });
  }
  return parts;
}

/** `B 協定を2件結びました`: the level, then words. The longest beginning that is a level counts. */
function opening(text: string, words: readonly EvaluationWord[]): Part[] {
  const whole = bare(text, words);
  if (whole.field !== null) return [whole];
  const ends = [...text.matchAll(SEPARATOR)].map(({ index }) => index).toReversed();
  const end = ends.find((at) => wordNamed(words, "achievement", text.slice(0, at)) !== null);
  if (end === undefined) return [whole];
  const rest = text.slice(end).replace(/^[\s。、,:：／/]+/u, "");
  return [
    { field: "achievement", text: text.slice(0, end) },
    ...(rest === "" ? [] : [{ field: null, text: rest }]),
  ];
}

/** Words that are a level or a direction and nothing else. */
function bare(text: string, words: readonly EvaluationWord[]): Part {
  if (wordNamed(words, "achievement", text) !== null) return { field: "achievement", text };
  if (wordNamed(words, "direction", text) !== null) return { field: "direction", text };
  return { field: null, text };
}

function fieldsOf(
  parts: readonly Part[],
  words: readonly EvaluationWord[],
): { readonly fields: EvaluationEntry["fields"]; readonly wrong: readonly string[] } {
  const fields: Partial<Record<EvaluationField, string>> = {};
  const wrong: string[] = [];
  let last: EvaluationField = "result";
  for (const { field, text } of parts) {
    // What goes on without a label belongs to the text before it, or to 成果.
    const target: EvaluationField = field ?? (last === "issue" ? "issue" : "result");
    last = target;
    if (text === "") continue;
    if (target === "achievement" || target === "direction") {
      const word = wordNamed(words, target, text);
      if (word !== null) fields[target] = shownWord(word);
      else {
        const names = words.filter(({ kind }) => kind === target).map(shownWord);
        wrong.push(
          `${FIELD_LABELS[target]}「${shortened(text)}」は、${names.join("・")} から選んでください。`,
        );
      }
    } else fields[target] = fields[target] === undefined ? text : `${fields[target]}\n${text}`;
  }
  return { fields, wrong };
}

/** A goal that is named twice says both. */
function together(entries: readonly EvaluationEntry[]): EvaluationEntry[] {
  const known = new Map<number, EvaluationEntry>();
  for (const entry of entries)
    known.set(entry.number, {
      number: entry.number,
      fields: { ...known.get(entry.number)?.fields, ...entry.fields },
    });
  return [...known.values()];
}

const shortened = (text: string): string => {
  const characters = [...text];
  return characters.length > 40 ? `${characters.slice(0, 40).join("")}…` : text;
};
