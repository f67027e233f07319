import { lineList } from "../printed-text.js";

/** What a check found; each kind has one sentence. */
export type ProblemKind = keyof typeof SENTENCES;

export interface Problem {
  readonly kind: ProblemKind;
  readonly lines: readonly number[];
}

/** What is true of the lines, and what happens to them if a person says to go on. */
const SENTENCES = {
  cut: "文が途中で切れているため、取り込みません",
  columns: "1行に項目の印がいくつも並び、列が混ざっているおそれがあるため、取り込みません",
  labelsFirst: "見出しだけが続いたあとの文で、どの見出しのものか分からないため、取り込みません",
  shifted: "表の欄の数か内容が見出しと合わないため、取り込みません",
  numbers: "項目の番号が飛んでいるか、重なっています",
  index: "目次と本文の部が合いません",
  empty: "部の見出しの下に方針も目標もありません",
  repeated: "同じ部の中で見出しが繰り返されています。部か柱の見出しが抜けているおそれがあります",
  twice: "同じ部に同じ文が2回あるため、1回だけ取り込みます",
  apart: "印のない行を、上の行につなげます。別の文かもしれません",
  below: "項目の下の印のない行を、項目の文につなげます。項目を説明する文かもしれません",
  loose: "箇条書きの間に印のない文があり、どの項目のものか分からないため、取り込みません",
  mixed: "1つの見出しの下に、印のある文とない文、または違う印の文が混ざっています",
  subheading: "項目の中の小見出しと見て、取り込みません",
  unlabelled: "方針か目標かを示す見出しがない文のため、取り込みません",
  early: "見出し（経営方針・重点目標など）の前にある文のため、取り込みません",
  orphan: "どの部のものか分からない文のため、取り込みません",
  noise: "文字化けか読み取りの誤りと思われるため、取り込みません",
  doubled: "項目の印が重なっています",
  value: "目標の欄に数値だけがあります",
  visions: "方針も目標も見当たらず、ビジョンだけになります",
  legend: "見出しの説明（凡例）と思われる文があります",
  emptyLabel: "見出しの下に文がありません",
  heading: "部の名前か見出しと同じ言葉が、文として読み取られています",
  between: "部の見出しと同じ形の行ですが、部の名前ではないため、その下の文も取り込みません",
  oddName: "部の名前らしくないものが部の欄にあります",
  yearColumns: "目標の欄が年度ごとに分かれていて、文書からはどの年度の計画か分かりません",
  unknownTable: "欄の見出しが分からない表のため、取り込みません",
} as const;

/** Whether nothing is stored before a person has looked: a text that is printed twice is simply taken once. */
export const isDoubt = (kind: ProblemKind): boolean => kind !== "twice";

/** `12、15行: 文が途中で切れているため、取り込みません` */
export function sentenceOf(kind: ProblemKind, lines: readonly number[]): string {
  return `${lineList(lines, 8)}: ${SENTENCES[kind]}`;
}
