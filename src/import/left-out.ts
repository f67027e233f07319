import type { ImportWarning } from "./document.js";
import { consecutive, lineList } from "./printed-text.js";

/** Why a line was left out; each reason has one sentence. */
const SENTENCES = {
  detail: "方針や目標の文ではない欄は取り込みませんでした",
  note: "注記（※など）は取り込みませんでした",
  unlabelled:
    "方針か目標かを示す見出しが見当たらない文は取り込みませんでした。必要であれば見出しを付けてください",
  orphan: "どの部のものか分からない文は取り込みませんでした。部の見出しの下に置いてください",
  outside: "部の方針・目標の外にある文は取り込みませんでした",
  table:
    "見出しの行が読み取れない表は取り込みませんでした。「部・柱・経営方針・重点目標」の見出しを付けてください",
  child: "項目の下の細目は、項目の文に含めず取り込みませんでした",
  loose: "箇条書きの間にある印のない文は、どの項目のものか分からないため取り込みませんでした",
  emptyMark: "項目の印だけで文のない行があります。元の文書と見比べてください",
  torn: "文が途中で切れているため取り込みませんでした。元の文書と見比べて直してください",
  shifted:
    "表の欄の数か内容が見出しと合わず、欄がずれているおそれがあるため取り込みませんでした。元の文書と見比べて直してください",
  columns:
    "1行に項目の印がいくつも並び、列が混ざっているおそれがあるため取り込みませんでした。1つの項目を1行にしてください",
  otherYear:
    "別の年度の題名の下にあるため取り込みませんでした。年度ごとに1つの文書に分けて取り込んでください",
  form: "様式の記入の案内と思われるため取り込みませんでした",
  noise:
    "文字化けか読み取りの誤りと思われる記号が並んでいるため取り込みませんでした。元の文書と見比べて直してください",
} as const;

export type LeftOut = keyof typeof SENTENCES;

/** Columns and labels that are named where they are left out. */
const MAX_NAMED = 8;
const MAX_SINGLE = 20;
/** Reasons that are one remark about the whole document. */
const ONCE: ReadonlySet<LeftOut> = new Set<LeftOut>(["detail", "child"]);

/** Keeps account of every source line: used, known furniture, or left out with a reason. */
export class Ledger {
  private readonly claimed = new Set<number>();
  private readonly left = new Map<LeftOut, number[]>();
  private readonly leftLines = new Set<number>();
  private readonly single: ImportWarning[] = [];
  /** What the columns and labels are called that were left out. */
  private names: { readonly line: number; readonly name: string }[] = [];

  /** The lines say something that the plan now holds, or are known to say nothing. */
  claim(lines: readonly number[]): void {
    for (const line of lines) this.claimed.add(line);
  }

  /**
   * The lines are not in the plan, for this reason.
   * @param name what the document calls them, `予算額`
   */
  leave(lines: readonly number[], reason: LeftOut, name = ""): void {
    for (const line of name === "" || name.length > 20 ? [] : lines) this.names.push({ line, name });
    const list = this.left.get(reason) ?? [];
    for (const line of lines) {
      list.push(line);
      this.leftLines.add(line);
    }
    this.left.set(reason, list);
  }

  /** The lines were left out too soon: what follows them is what they belong to. */
  takeBack(lines: readonly number[]): void {
    for (const [reason, left] of this.left) {
      const rest = left.filter((line) => !lines.includes(line));
      if (rest.length > 0) this.left.set(reason, rest);
      else this.left.delete(reason);
    }
    this.names = this.names.filter(({ line }) => !lines.includes(line));
    this.claim(lines);
  }

  warn(line: number, message: string): void {
    this.single.push({ line, message });
  }

  isAccounted(line: number): boolean {
    return this.claimed.has(line) || this.leftLines.has(line);
  }

  /** All warnings in the order of their lines; many of one sort become one sentence. */
  warnings(): readonly ImportWarning[] {
    const all = this.single.slice(0, MAX_SINGLE * 5);
    const dropped = this.single.slice(MAX_SINGLE * 5);
    if (dropped.length > 0) {
      all.push({
        line: dropped[0]?.line ?? 1,
        message: `同じような注意がほかに${dropped.length}件あります（${lineList(dropped.map((one) => one.line))}）。`,
      });
    }
    for (const [reason, lines] of this.left) {
      const left = `${reason === "detail" ? this.named() : ""}${SENTENCES[reason]}`;
      // A paragraph of five lines is one remark.
      const runs = ONCE.has(reason) ? [[...new Set(lines)].sort((a, b) => a - b)] : consecutive(lines);
      for (const run of runs.slice(0, MAX_SINGLE)) {
        const where = run.length > 1 ? `（${lineList(run, MAX_SINGLE)}）` : "";
        all.push({ line: run[0] ?? 1, message: `${left}${where}。`, left });
      }
      const rest = runs.slice(MAX_SINGLE).flat();
      if (rest.length > 0) {
        all.push({
          line: rest[0] ?? 1,
          message: `${left}（ほかに${lineList(rest, MAX_SINGLE)}）。`,
          left,
        });
      }
    }
    return all.sort((a, b) => a.line - b.line);
  }

  /** `「区分」「予算額」など、`: officers look for a column by its name. */
  private named(): string {
    const all = new Set(this.names.map(({ name }) => name));
    const names = [...all].slice(0, MAX_NAMED).map((name) => `「${name}」`);
    return `${names.length > 0 ? names.join("") : "指標・担当課・取組内容"}など、`;
  }
}
