import { standingWords } from "../../domain/state.js";
import type { PaperDepartment, PaperGoal } from "./paper-data.js";

/**
 * How a department's page of the paper is set so that it takes one page of A4: in the largest type in which everything fits. Lines have
 * a fixed height, so that it holds in Word as in LibreOffice and in whatever font stands in for ours. Pure; lengths are in points.
 */

/** What is left of A4 inside margins of 15 mm. */
export const SHEET = { width: 510, height: 756 } as const;
/** The columns 番号, 重点目標, 状態, 直近の報告. */
export const COLUMN_WIDTHS = [28, 150, 66, 266] as const;
/** Beside and above the text of a cell. */
export const CELL = { side: 3, edge: 1.5 } as const;
/** From the usual size of the text to the smallest that is read without trouble on paper. */
const SIZES = [9.5, 9, 8.5, 8, 7.5] as const;
/** Nothing is reckoned closer than this: where a line breaks depends a little on the font. */
const SURE = 0.97;

/** The height of a line of text. */
export const leadingOf = (size: number): number => Math.ceil(size * 1.3 * 2) / 2;
/** A heading within the page. */
export const HEADING = { size: 10.5, height: 15, before: 6, after: 2 } as const;
/** The department's name at its head. */
export const TITLE = { size: 16, height: 22, after: 4 } as const;

export interface PaperFit {
  /** Of the text. */
  readonly size: number;
  /** Whether it takes more than one page, the smallest type being too large. */
  readonly goesOn: boolean;
}

/** @param picture its height as it is printed at the whole width; 0 where there is none */
export function paperFit(department: PaperDepartment, picture: number): PaperFit {
  const room = SHEET.height * SURE;
  const size = SIZES.find((each) => heightOf(department, picture, each) <= room);
  // Where a second page is needed anyhow, nobody has to read small type.
  return { size: size ?? SIZES[1], goesOn: size === undefined };
}

/** Said at the head of a department that takes more than one page. */
export const goesOnWords = ({ goesOn }: PaperFit): string | null =>
  goesOn ? "目標と報告が多いため、次のページに続きます。" : null;

/** Why a state is not enough: `遅れ` is said already, `未更新 45日` is not. */
export function stateWords({ row, exception }: PaperGoal): string {
  const state = standingWords(row.state, row.stateLabel, row.percent);
  return exception === null || exception === row.stateLabel ? state : `${state}\n${exception}`;
}

/** `3施設と協議（11/23）` */
export const reportWords = ({ words }: PaperGoal): string =>
  words === null ? "―" : `${words.text}（${words.on}）`;

/** `重点目標 16件　順調 8件　…` */
export const countsWords = ({ total, counts }: PaperDepartment): string =>
  [`重点目標 ${total}件`, ...counts.map(({ label, count }) => `${label} ${count}件`)].join("　");

export const leftOutWords = ({ unconfirmed }: PaperDepartment): string | null =>
  unconfirmed === 0 ? null : `課長確認の済んでいない報告 ${unconfirmed}件は、本文を載せていません。`;

function heightOf(department: PaperDepartment, picture: number, size: number): number {
  const { exceptions, others, unreported, indicators, levels } = department;
  const leading = leadingOf(size);
  const headed = (height: number): number =>
    height === 0 ? 0 : HEADING.before + HEADING.height + HEADING.after + height;
  const text = (lines: readonly string[]): number =>
    lines.reduce((sum, line) => sum + linesIn(line, SHEET.width, size) * leading, 0);
  const table = (goals: readonly PaperGoal[]): number =>
    goals.length === 0
      ? 0
      : goals.reduce((sum, goal) => sum + rowHeight(goal, size), leading + 2 * CELL.edge + 1);
  return (
    TITLE.height +
    TITLE.after +
    // The picture says the numbers itself.
    (picture === 0 ? text([countsWords(department)]) : picture + 6) +
    headed(table(exceptions)) +
    headed(table(others)) +
    headed(text(unreported.map(({ row }) => `${row.number}　${row.text}`))) +
    headed(text(indicators)) +
    headed(text(levels)) +
    (department.unconfirmed === 0 ? 0 : leading + 4)
  );
}

function rowHeight(goal: PaperGoal, size: number): number {
  const cells = ["", goal.row.text, stateWords(goal), reportWords(goal)];
  const lines = COLUMN_WIDTHS.map((width, at) => linesIn(cells[at] ?? "", width - 2 * CELL.side, size));
  return Math.max(...lines) * leadingOf(size) + 2 * CELL.edge + 0.5;
}

/** A line may end a sign early, because no line begins with 。 or 、. */
function linesIn(text: string, width: number, size: number): number {
  const room = width / size - 0.7;
  return text.split("\n").reduce((sum, part) => sum + Math.max(1, Math.ceil(signsIn(part) / room)), 0);
}

/** How wide a text is, in full-width signs. */
function signsIn(text: string): number {
  let width = 0;
  for (const sign of text) width += /^[\u0020-\u007e\uff61-\uff9f]$/u.test(sign) ? 0.58 : 1;
  return width;
}
