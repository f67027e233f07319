import { framePlaces } from "./said-frames.js";
import type { SaidPlace, SaidSpan, SaidText } from "./said-text.js";

/** Tables that people paste into a reply: which row names the columns, and which columns report. */

/** `number`: the goal's number. `report`: what is said of it. `aside`: what the office knows already, like the goal's title. */
type Column = "number" | "report" | "aside" | "other";

const NUMBERS = new Set([
  "no",
  "番号",
  "目標番号",
  "重点目標番号",
  "項番",
  "通番",
  "連番",
  "#",
  "№",
  "目標no",
  "重点目標no",
  "通し番号",
]);
const REPORTS = new Set(
  "状態 状況 進捗 進捗状況 進ちょく 進行状況 達成状況 実施状況 取組状況 評価 達成度 達成率 進捗率 進捗度 % コメント ひとこと 一言 備考 内容 報告 報告内容 実績 成果 課題 現状 取組内容 進捗内容 実施内容 今後の予定 今後の方向 メモ 記事 説明 理由".split(
    " ",
  ),
);
const ASIDES = new Set(
  "重点目標 目標 目標名 重点目標名 事業 事業名 施策 施策名 項目 件名 名称 部 部名 課 課名 担当 担当課 担当者 所管 所管課 所属 柱 区分 経営方針 期限 時期 年度 前回 前回報告 前回状況".split(
    " ",
  ),
);

/** The heading as it is looked up: width made one, blanks and what stands in brackets left out. */
function bare(cell: string): string {
  return cell
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\([^)]*\)|[\s.:*※・]/gu, "");
}

function roleOf(cell: string): Column {
  const word = bare(cell);
  if (NUMBERS.has(word)) return "number";
  if (REPORTS.has(word)) return "report";
  return ASIDES.has(word) ? "aside" : "other";
}

/**
 * What the columns hold, where a row names them: at least two of its cells are headings that people use, and no cell has a digit
 * or is long.
 * @returns null for a row that reports
 */
function columnsOf(cells: readonly string[]): readonly Column[] | null {
  const words = cells.map(bare).filter((word) => word !== "");
  if (words.length < 2 || words.some((word) => word.length > 12 || /\d/.test(word))) return null;
  const roles = cells.map(roleOf);
  const known = roles.filter((role) => role !== "other").length;
  return known >= 2 && known * 2 >= words.length ? roles : null;
}

/**
 * Writes a said text from front to back. Adapters walk over what their platform sent and say here what is shown; how lines are
 * tidied, which row of a table names its columns and what is a frame is decided here, for all of them alike.
 */

type Mark<Kind extends SaidSpan["kind"] = SaidSpan["kind"]> = Kind extends unknown
  ? Omit<Extract<SaidSpan, { readonly kind: Kind }>, "start" | "end">
  : never;

/** Writes one cell of a table. */
export type CellWriter = (writer: SaidWriter) => void;

/** A cell as it was written. */
interface Written extends SaidPlace {
  readonly words: string;
}

export class SaidWriter {
  /** In pieces: joining them after each would cost more with every one. */
  private pieces: string[] = [];
  private length = 0;
  private last = "";
  private readonly spans: SaidSpan[] = [];
  /** The bot's own mention was left out just now: one blank around it is enough. */
  private dropped = false;

  private put(text: string): void {
    if (text === "") return;
    this.pieces.push(text);
    this.length += text.length;
    this.last = text.charAt(text.length - 1);
  }

  add(text: string): void {
    const alone = this.dropped && (this.length === 0 || /\s/.test(this.last));
    const part = alone ? text.replace(/^[ \t\u00a0\u3000]+/, "") : text;
    if (part === "") return;
    this.dropped = false;
    this.put(part);
  }

  /** Leaves out the bot's own mention: it is an address and not part of what was said. */
  drop(): void {
    this.dropped = true;
  }

  /** What comes next begins a line. */
  line(): void {
    // At the beginning of a table's cell there is nothing to part from.
    if (this.length > 0 && this.last !== "\n" && this.last !== "\t") this.put("\n");
  }

  /** A line break that stands there. */
  break(): void {
    this.put("\n");
  }

  /** Marks what `write` writes. */
  mark(mark: Mark, write: () => void): void {
    const start = this.length;
    write();
    const end = this.last === "\n" && this.length > start ? this.length - 1 : this.length;
    if (end > start) this.spans.push({ ...mark, start, end } as SaidSpan);
  }

  /** Words on lines of their own, marked. */
  block(mark: Mark, write: () => void): void {
    this.line();
    this.mark(mark, write);
    this.line();
  }

  /** A title and its address, where that says more. */
  link(title: string, address: string): void {
    const bare = (text: string): string => text.replace(/^[a-z]+:(?:\/\/)?/i, "").replace(/\/$/, "");
    const shown = title.trim() === "" ? address : title;
    this.mark({ kind: "link", address }, () => {
      this.add(bare(shown) === bare(address) ? shown : `${shown} (${address})`);
    });
  }

  person(name: string, person: string | null): void {
    this.mark({ kind: "person", person }, () => this.add(name.startsWith("@") ? name : `@${name}`));
  }

  emoji(name: string, sign: string | null): void {
    this.mark({ kind: "emoji", name }, () => this.add(sign ?? `:${name}:`));
  }

  /** One item of a list. What stands in the list's list says more about its item: it is indented, and its number is no goal's. */
  item(depth: number, number: number | null, write: () => void): void {
    this.line();
    const lead = depth > 0 ? `${"  ".repeat(Math.min(depth, 8))}・` : number === null ? "" : `${number}. `;
    const start = this.length;
    const first = this.pieces.length;
    this.put(lead);
    write();
    // A list in the item has items of its own.
    this.spans.push({ kind: "item", depth, number, start, end: start + this.firstLineFrom(first) });
    this.line();
  }

  /** How long the first line is that begins with a piece. */
  private firstLineFrom(piece: number): number {
    let length = 0;
    for (let index = piece; index < this.pieces.length; index += 1) {
      const words = this.pieces[index] ?? "";
      const own = words.indexOf("\n");
      if (own >= 0) return length + own;
      length += words.length;
    }
    return length;
  }

  /** A table, one line a row, its cells parted by tabs. */
  table(rows: readonly (readonly CellWriter[])[]): void {
    this.line();
    this.markRows(rows.map((row) => this.row(row)));
  }

  private row(cells: readonly CellWriter[]): Written[] {
    const written = cells.map((cell, index): Written => {
      if (index > 0) this.put("\t");
      const [kept, start, last] = [this.pieces, this.length, this.last];
      this.pieces = [];
      cell(this);
      const words = this.pieces.join("").replace(/\s/g, " ").trimEnd();
      this.pieces = kept;
      this.length = start;
      this.last = last;
      this.put(words);
      return { start, end: this.length, words };
    });
    this.put("\n");
    return written;
  }

  /** Says of each row whether it names columns or reports; cells that report nothing become frames. */
  private markRows(rows: readonly (readonly Written[])[]): void {
    let columns: readonly Column[] | null = null;
    for (const cells of rows) {
      const [first, last] = [cells[0], cells.at(-1)];
      if (first === undefined || last === undefined || last.end <= first.start) continue;
      const words = cells.map((cell) => cell.words);
      const named = columnsOf(words);
      if (named !== null) columns = named;
      this.spans.push({ kind: "row", heading: named !== null, start: first.start, end: last.end });
      if (named !== null || columns === null) continue;
      const roles = columns;
      const reports = roles.some((role, index) => role === "report" && (words[index] ?? "").trim() !== "");
      if (!reports) this.spans.push({ kind: "frame", start: first.start, end: last.end });
      else if (roles.includes("number"))
        for (const [index, { start, end }] of cells.entries())
          if (roles[index] === "aside" && end > start) this.spans.push({ kind: "frame", start, end });
    }
  }

  /** What was written, with its lines tidied. */
  finish(): SaidText {
    const text = this.pieces.join("");
    this.findPastedRows(text);
    this.findQuotedLines(text);
    const tidied = tidy(text, this.spans);
    const frames = framePlaces(tidied);
    return { text: tidied.text, spans: inOrder([...tidied.spans, ...frames]) };
  }

  /** A line behind the sign of a quotation, as mail programs and people write it. */
  private findQuotedLines(text: string): void {
    let at = 0;
    for (const line of text.split("\n")) {
      if (/^[ \u3000]{0,4}[>＞]/.test(line))
        this.spans.push({ kind: "quoted", message: null, start: at, end: at + line.length });
      at += line.length + 1;
    }
  }

  /** Rows that came as lines with tabs in them. */
  private findPastedRows(text: string): void {
    const known = new Set(this.spans.flatMap((span) => (span.kind === "row" ? [span.start] : [])));
    let run: Written[][] = [];
    let at = 0;
    for (const line of [...text.split("\n"), ""]) {
      const start = at;
      at += line.length + 1;
      if (line.includes("\t") && !known.has(start)) {
        let cell = start;
        run.push(
          line.split("\t").map((words): Written => {
            const place = { start: cell, end: cell + words.length, words };
            cell += words.length + 1;
            return place;
          }),
        );
      } else if (run.length > 0) {
        this.markRows(run);
        run = [];
      }
    }
  }
}

const inOrder = (spans: readonly SaidSpan[]): SaidSpan[] =>
  [...spans].sort((one, other) => one.start - other.start || other.end - one.end);

/** No trailing blanks, no more than one empty line in a row, no hard blanks; the marks move with their characters. */
function tidy(text: string, spans: readonly SaidSpan[]): SaidText {
  const keep: SaidPlace[] = [];
  let empty = 0;
  let at = 0;
  for (const line of text.split("\n")) {
    const end = at + line.replace(/\r/g, " ").trimEnd().length;
    if (end > at) {
      // The blanks before the first words go; a later line keeps its indent.
      const from = keep.length === 0 ? at + (line.length - line.trimStart().length) : at;
      if (keep.length > 0 && empty > 0) keep.push({ start: -1, end: -1 });
      keep.push({ start: from, end });
      empty = 0;
    } else empty += 1;
    at += line.length + 1;
  }
  let out = "";
  const moves: { readonly start: number; readonly end: number; readonly to: number }[] = [];
  for (const [index, { start, end }] of keep.entries()) {
    if (index > 0) out += "\n";
    if (start < 0) continue;
    moves.push({ start, end, to: out.length });
    out += text.slice(start, end);
  }
  out = out.replace(/[\u00a0\r]/g, " ");
  const moved = (place: number, up: boolean): number => {
    let low = 0;
    let high = moves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((moves[middle]?.end ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    const line = moves[low];
    const before = moves[low - 1];
    if (line !== undefined && place >= line.start) return line.to + place - line.start;
    if (up || before === undefined) return line?.to ?? out.length;
    return before.to + before.end - before.start;
  };
  return {
    text: out,
    spans: spans.flatMap((span): SaidSpan[] => {
      const start = moved(span.start, true);
      const end = moved(span.end, false);
      return end > start ? [{ ...span, start, end }] : [];
    }),
  };
}

/** The said text of plain typing: rows by their tabs, quotations by the sign before them, frames. */
export function saidTyped(text: string): SaidText {
  const writer = new SaidWriter();
  writer.add(text.replace(/\r\n?/g, "\n"));
  return writer.finish();
}
