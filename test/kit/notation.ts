import type { Doubt, Report, ReportContext, Said } from "../../src/bot/reading/types.js";
import { DEFAULT_SCALE, type ScaleLevel, type StateKey } from "../../src/domain/state.js";

/** The threads in which the examples are typed, and one line for what was read. */

const scale = (...levels: readonly (readonly [StateKey, string, string])[]): ScaleLevel[] =>
  levels.map(([key, label, letter]) => ({ key, label, letter, marks: [] }));

const FOUR = scale(
  ["on_track", "順調", "A"],
  ["mostly_on_track", "概ね順調", "B"],
  ["slightly_behind", "やや遅れ", "C"],
  ["behind", "遅れ", "D"],
);
/** Three levels share a key. */
const SURPASSED = scale(
  ["on_track", "大きく上回る", "A"],
  ["on_track", "上回る", "B"],
  ["on_track", "計画どおり", "C"],
  ["slightly_behind", "下回る", "D"],
  ["behind", "大きく下回る", "E"],
);

const NUMBERS = Array.from({ length: 12 }, (_, index) => index + 1);
const base = { scale: DEFAULT_SCALE, numbers: NUMBERS, open: [2, 3, 5, 7], single: null };

export const THREADS = {
  /** A digest that asks for 2, 3, 5 and 7 of twelve goals. */
  many: base,
  /** The thread of goal 5. */
  one: { ...base, open: [5], single: 5 },
  /** A digest in which only goal 4 is open. */
  last: { ...base, open: [4] },
  /** A digest in which everything is answered. */
  none: { ...base, open: [] },
  fukuoka: { ...base, scale: FOUR },
  marugame: { ...base, scale: SURPASSED },
} as const satisfies Record<string, ReportContext>;

export type ThreadName = keyof typeof THREADS;

function words(parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== "").join(" ");
}

function said({ level, percent, noChange, text }: Said): string {
  return words([
    level?.label,
    percent === null ? null : `${percent}%`,
    noChange ? "変更なし" : null,
    text === "" ? null : `「${text}」`,
  ]);
}

function doubt({ reason, candidates, levels, said: held }: Doubt): string {
  const likely = levels.length === 0 ? null : `[${levels.map((level) => level.label).join(",")}]`;
  return words([reason, candidates.join(","), likely, said(held)]);
}

export function show(report: Report): string {
  switch (report.kind) {
    case "entries":
    case "ask":
    case "correct": {
      const behalf = report.onBehalf === null ? null : `代理<${report.onBehalf}>`;
      const entries = report.entries.map((entry) => words([String(entry.number), said(entry)])).join(" / ");
      if (report.kind === "entries") return words([entries, behalf]);
      if (report.kind === "correct") {
        return words(["訂正", report.last === null ? entries : `(前の報告) ${said(report.last)}`, behalf]);
      }
      const intent = report.intent === "report" ? null : report.intent;
      const certain = entries === "" ? null : `+ ${entries}`;
      return words(["?", intent, report.doubts.map(doubt).join(" | "), certain, behalf]);
    }
    case "retract":
      return words(["取消", report.numbers.join(",")]);
    case "move":
      return `移動 ${report.from ?? "(前の報告)"}→${report.to}`;
    case "chatter":
      return "雑談";
  }
}

/** What a reply may be made of, over and over, to keep the reader busy. */
export const REPEATED: readonly string[] = [
  "2 順調 ",
  "順調、いや",
  "2,",
  "2～",
  "、3 完了",
  "他は変更なし、",
  "。",
  "(2",
  "・1\n",
  "◎ 2\n",
  "が",
  "\u0301",
  "> ",
  "遅れ",
  "代理 ",
  "  ",
  "\n2 あ",
  "60%→",
  "特に変更",
  "順調にに",
  "2 案 3 完了 ",
  "○ ",
  "お疲れさまです。",
  "課の",
  "①",
  "1 ",
];
