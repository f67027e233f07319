import { DEFAULT_SCALE, isStateKey, type ScaleLevel, type StateKey } from "../domain/state.js";
import { fiscalYearLabel } from "../domain/time.js";
import { readSource } from "../import/decode.js";
import { ImportError } from "../import/document.js";
import { replaceScale } from "../store/scale.js";
import { choosePlan, readYear } from "./choose-plan.js";
import { type Io, readArgs, withDatabase } from "./command.js";

const OPTIONS = { municipality: { type: "string" }, "fiscal-year": { type: "string" } } as const;

/** `policy-bot scale FILE`: a municipality's own words for the states. */
export async function runScale(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, {
    min: 1,
    max: 1,
    missing: "状態の段階を書いたファイルを指定してください。",
  });
  const year = readYear(values["fiscal-year"]);
  const source = readSource(positionals[0] ?? "");
  if (source.kind === "xlsx") {
    throw new ImportError(
      `${source.name}: 状態の段階はテキストか CSV のファイルに「A,順調」のように書いてください。`,
    );
  }
  const levels = parseScale(source.text);
  return withDatabase(io, (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    replaceScale(db, plan.id, levels, { actor: "cli", at: io.clock(), via: "cli" });
    io.out(`${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)} の状態の段階を変えました。`);
    for (const level of levels) io.out(`  ${level.letter ?? "－"}　${level.label}`);
    return 0;
  });
}

/**
 * A municipality's own 状態の段階, one level a line, best first:
 *
 *     記号,表示,状態,印,ことば     A,大きく上回る,順調,◎,ばっちり・快調     B 概ね順調
 *
 * 記号 is the letter, 表示 what is shown, 状態 which of the nine states is stored, ことば other words that people write for it,
 * parted by ・ or blanks. 状態 may be left out where 表示 itself names one. States that the file does not mention keep their usual words, after those that it does.
 */

const HEADINGS = new Set(["記号", "文字", "表示", "状態", "印", "ことば", "言葉"]);
const MAX_LEVELS = 20;

/** @throws ImportError naming the line */
export function parseScale(text: string): ScaleLevel[] {
  const levels: ScaleLevel[] = [];
  for (const [index, raw] of text.split(/\r?\n/u).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const cells = splitLine(line);
    if (cells.every((cell) => HEADINGS.has(cell))) continue;
    levels.push(readLevel(cells, index + 1, levels));
  }
  if (levels.length === 0) {
    throw new ImportError(
      "状態の段階が書かれていません。1行に1つ「A,順調」「B,概ね順調」のように書いてください。",
    );
  }
  if (levels.length > MAX_LEVELS) throw new ImportError(`状態の段階は${MAX_LEVELS}個までにしてください。`);
  const mentioned = new Set(levels.map((level) => level.key));
  return [
    ...levels,
    ...DEFAULT_SCALE.filter((level) => !mentioned.has(level.key)).map((level) => ({ ...level, marks: [] })),
  ];
}

function splitLine(line: string): string[] {
  const cells = /[,，\t]/u.test(line) ? line.split(/[,，\t]/u) : line.split(/[\s\u3000]+/u);
  return cells.map((cell) => cell.trim());
}

function readLevel(cells: readonly string[], line: number, before: readonly ScaleLevel[]): ScaleLevel {
  const withLetter = /^[A-ZＡ-Ｚa-z0-9]{1,2}$/u.test(cells[0] ?? "") || cells[0] === "";
  const [label = "", state = "", marks = "", words = ""] = withLetter ? cells.slice(1) : cells;
  const letter = withLetter && cells[0] !== "" ? (cells[0] ?? "").normalize("NFKC").toUpperCase() : null;
  if (label === "")
    throw new ImportError(`${line}行目: 表示することばがありません。「A,順調」のように書いてください。`);
  if ([...label].length > 20)
    throw new ImportError(`${line}行目: 「${label}」は長すぎます。20字以内にしてください。`);
  const key = keyOf(state === "" ? label : state);
  if (key === null) {
    const names = DEFAULT_SCALE.map((level) => level.label).join("・");
    throw new ImportError(
      `${line}行目: 「${state === "" ? label : state}」がどの状態か分かりません。3つ目に ${names} のどれかを書いてください。`,
    );
  }
  if (before.some((level) => level.label === label || (letter !== null && level.letter === letter))) {
    throw new ImportError(`${line}行目: 「${label}」か記号「${letter ?? ""}」が重なっています。`);
  }
  const signs = [...marks].filter((mark) => mark.trim() !== "");
  return { key, label, letter, marks: [...signs, ...readWords(words, line)] };
}

/** Other words for a level; one character would be found in other words everywhere. */
function readWords(cell: string, line: number): string[] {
  const words = cell.split(/[・/／\s\u3000]+/u).filter((word) => word !== "");
  const wrong = words.find((word) => [...word].length < 2 || [...word].length > 20);
  if (wrong === undefined) return words;
  throw new ImportError(`${line}行目: ことば「${wrong}」は2字以上20字以内にしてください。`);
}

function keyOf(word: string): StateKey | null {
  if (isStateKey(word)) return word;
  const plain = word.normalize("NFKC").replace("おおむね", "概ね").replace(/\s/gu, "");
  return DEFAULT_SCALE.find((level) => level.label === plain)?.key ?? null;
}
