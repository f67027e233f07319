import { inflateSync } from "node:zlib";
import { ImportError } from "../../document.js";
import type { ReadDocument } from "../../elements.js";
import { Assembly, type LineLook, onPage, quote, type RawCell } from "../assembly.js";
import { splitItems } from "../inline-text.js";
import { loadPdfLibrary } from "./library.js";
import {
  continueTable,
  type LongCell,
  type LongTable,
  openTable,
  withoutRunningText,
} from "./page-breaks.js";
import { runsDownwards } from "./page-columns.js";
import { layoutPage, type PageLayout, type PdfTable, refuseColumns } from "./page-layout.js";
import { paintedOn } from "./painted.js";
import { doubtfulBlanks, type PdfLine, wholeLines } from "./printed-lines.js";

/** The longest published plans have a hundred. */
const MAX_PAGES = 400;

/** @throws ImportError for scans, vertical writing, columns without rules, passwords and what is no PDF */
export async function readPdf(bytes: Uint8Array): Promise<ReadDocument> {
  refuseCut(bytes);
  refuseInflated(bytes);
  const { library, folder } = await loadPdfLibrary();
  const task = library.getDocument({
    // pdf.js takes the bytes away from their owner.
    data: Uint8Array.from(bytes),
    disableFontFace: true,
    useSystemFonts: false,
    isEvalSupported: false,
    enableXfa: false,
    maxImageSize: 0,
    cMapUrl: `${folder}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${folder}/standard_fonts/`,
    useWasm: false,
    verbosity: 0,
  });
  try {
    const pdf = await task.promise;
    if (pdf.numPages > MAX_PAGES)
      throw new ImportError(
        `${MAX_PAGES}ページを超えるため読みません。方針と目標のページだけを取り出した PDF を指定してください。`,
      );
    const assembly = new Assembly();
    const pages: PageLayout[] = [];
    const totals = { characters: 0, turned: 0, mended: 0, doubled: 0 };
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number);
      const painted = await paintedOn(page, library);
      page.cleanup();
      totals.characters += painted.glyphs.length;
      totals.turned += runsDownwards(painted.glyphs) ? painted.glyphs.length + 1 : painted.turned;
      totals.mended += painted.mended;
      totals.doubled += painted.doubled;
      pages.push(layoutPage(painted, pages.at(-1)?.columns ?? null));
    }
    refuseUnreadable(totals);
    refuseColumns(pages);
    report(assembly, pages, totals);
    putPages(assembly, pages);
    const { info } = await pdf.getMetadata();
    const title = "Title" in info && typeof info.Title === "string" ? info.Title : null;
    return assembly.finish("pdf", title);
  } catch (error) {
    throw explain(error);
  } finally {
    await task.destroy();
  }
}

/** The library reads what is there of a file that was cut while it was copied; a plan of half the departments is none. */
function refuseCut(bytes: Uint8Array): void {
  const end = Buffer.from(bytes.subarray(-2048)).toString("latin1");
  if (!end.includes("%%EOF"))
    throw new ImportError("PDF が途中で切れています。元のファイルから、もう一度写してください。");
}

/** What a page's instructions and fonts take when they are inflated; of pictures nothing is inflated. */
const MAX_INFLATED = 128 * 1024 * 1024;

/** A file of a megabyte may inflate to gigabytes inside of the library, which knows no bound. */
function refuseInflated(bytes: Uint8Array): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = MAX_INFLATED;
  for (let at = file.indexOf("stream"); at >= 0; at = file.indexOf("stream", at + 6)) {
    const head = file.subarray(Math.max(0, at - 1024), at).toString("latin1");
    const properties = head.slice(Math.max(0, head.lastIndexOf("obj")));
    if (!/\/Fl(?:ateDecode)?\b/u.test(properties) || /\/Image\b/u.test(properties)) continue;
    const from = at + 6 + (file[at + 6] === 13 ? 2 : 1);
    left -= inflatedSize(file.subarray(from, file.indexOf("endstream", from)), left);
    if (left < 0) {
      throw new ImportError(
        "展開すると大きすぎるため読みません。方針と目標のページだけを取り出した PDF を指定してください。",
      );
    }
  }
}

/** How much a stream takes when it is inflated, at least: more than `most` is not looked at, and what is broken takes nothing. */
function inflatedSize(stream: Uint8Array, most: number): number {
  try {
    return inflateSync(stream, { maxOutputLength: Math.max(1, most) }).length;
  } catch (error) {
    return error instanceof RangeError ? most + 1 : 0;
  }
}

function refuseUnreadable({
  characters,
  turned,
}: {
  readonly characters: number;
  readonly turned: number;
}): void {
  if (characters === 0 && turned === 0) {
    throw new ImportError(
      "文字が含まれていない PDF です。紙を読み取った画像のようです。元の Word や Excel のファイルか、文字を選択できる PDF を指定してください。",
    );
  }
  if (turned > characters) {
    throw new ImportError(
      "縦書き、または向きの変わった文字の PDF のため、文の順序を読み取れません。元の Word や Excel のファイルか、横書きにした PDF を指定してください。",
    );
  }
}

function report(
  assembly: Assembly,
  pages: readonly PageLayout[],
  totals: { readonly turned: number; readonly mended: number; readonly doubled: number },
): void {
  for (const [index, page] of pages.entries()) {
    const place = onPage(index + 1, null);
    for (const text of page.struck)
      assembly.notice(
        "struck",
        `${index + 1}ページの取り消し線の文字${quote(text)}は読みませんでした。`,
        place,
      );
  }
  assembly.leftFurigana(pages.reduce((sum, page) => sum + page.furigana, 0));
  if (totals.mended > 0)
    assembly.notice(
      "mended",
      `部首の記号などで入っていた文字${totals.mended}字を、ふつうの漢字に直しました（例: ⽅ → 方）。`,
    );
  if (totals.doubled > 0)
    assembly.notice("mended", `太く見せるため重ねて印刷された文字${totals.doubled}字は、1度だけ読みました。`);
  if (totals.turned > 0)
    assembly.notice("unreadable", `縦書き、または向きの変わった文字${totals.turned}字は読みませんでした。`);
}

function putPages(assembly: Assembly, layouts: readonly PageLayout[]): void {
  const { pages, numbers, headers, browser } = withoutRunningText(layouts);
  if (numbers > 0) assembly.notice("page_furniture", `ページ番号${numbers}か所は読みませんでした。`);
  if (browser > 0)
    assembly.notice(
      "page_furniture",
      `ブラウザーが余白に印刷した日時やアドレス${browser}か所は読みませんでした。`,
    );
  for (const text of headers)
    assembly.notice("page_furniture", `各ページに繰り返し印刷された${quote(text)}は、1度だけ読みました。`);
  const pitch = usualPitch(layouts);
  const texts = pages.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === "text" ? [item.line] : [])),
  );
  const left = texts.reduce((least, line) => Math.min(least, line.left), Number.POSITIVE_INFINITY);
  // As far as the text reaches, or as far as the margin on the left leaves on the right.
  const width = layouts.reduce((most, page) => Math.max(most, page.width), 0);
  const right = texts.reduce((most, line) => Math.max(most, line.right), width - left);
  const full = 0.8 * pages.reduce((most, { items }) => Math.max(most, endOf(items)), 0);
  const writer = new PageWriter(assembly, { pitch, left, right });
  let broken = false;
  for (const { page, items } of pages) {
    for (const [index, item] of items.entries()) {
      if (item.kind === "text") writer.text(item.line, page, index === 0, broken);
      else writer.table(item, page, index === 0);
    }
    // A page that ends early was ended on purpose.
    if (items.length > 0) broken = endOf(items) < full;
  }
  writer.finish();
}

/** Where on its page the last item ends. */
function endOf(items: PageLayout["items"]): number {
  const last = items.at(-1);
  return last === undefined ? 0 : last.bottom - last.moved;
}

interface Measures {
  readonly pitch: number;
  readonly left: number;
  readonly right: number;
}

/** Writes pages one below the other, with the distances between what belongs apart. */
class PageWriter {
  private open: LongTable | null = null;
  private lines: { readonly line: PdfLine; readonly page: number; readonly gap: boolean }[] = [];
  private repeated = 0;
  private readonly doubtful: string[] = [];
  private blanks = 0;
  private waves = 0;

  constructor(
    private readonly assembly: Assembly,
    private readonly measures: Measures,
  ) {}

  text(line: PdfLine, page: number, first: boolean, broken: boolean): void {
    this.closeTable();
    const last = this.lines.at(-1);
    let gap = first && broken;
    if (last !== undefined) {
      const other = Math.abs(last.line.size - line.size) > 0.8 || last.line.bold !== line.bold;
      const far = last.page === page && line.y - last.line.y > this.measures.pitch * 1.35 * line.size;
      gap ||= other || far;
    }
    this.lines.push({ line, page, gap });
  }

  table(item: PdfTable, page: number, first: boolean): void {
    if (first && this.open !== null && this.lines.length === 0 && continueTable(this.open, item, page))
      return;
    this.closeTable();
    if (!item.frame) {
      this.closeText();
      this.open = openTable(item, page);
      return;
    }
    const lines = item.rows.flat().flatMap((cell) => cell.lines);
    for (const [index, line] of lines.entries()) this.lines.push({ line, page, gap: index === 0 });
    this.closeText();
  }

  finish(): void {
    this.closeTable();
    this.closeText();
    if (this.repeated > 0)
      this.assembly.notice(
        "page_furniture",
        `ページごとに繰り返された表の見出しの行（${this.repeated}か所）は1度だけ読みました。`,
      );
    if (this.waves > 0)
      this.assembly.notice(
        "mended",
        `「〜」が${this.waves}行にあります。PDF を作るときに「～」から変わっていることがあります。見た目は同じです。`,
      );
    // Where one line ends with a printed blank, all that have none there had none.
    if (this.blanks > 0) return;
    for (const place of this.doubtful)
      this.assembly.notice(
        "mended",
        `行の変わり目${quote(place)}に空白があったかどうかは、この PDF からは分かりません。空白なしで読みました。`,
      );
  }

  private closeText(): void {
    const { left, right } = this.measures;
    this.collect(
      this.lines.map(({ line }) => line),
      right,
    );
    for (const [index, { line, page, gap, text, unmarked }] of wholeLines(this.lines, right).entries()) {
      if (gap || index === 0) this.assembly.blank();
      this.assembly.line(text, onPage(page, null), { ...lookOf(line, left), unmarked });
    }
    if (this.lines.length > 0) this.assembly.blank();
    this.lines = [];
  }

  private closeTable(): void {
    const table = this.open;
    this.open = null;
    if (table === null) return;
    this.repeated += table.repeated;
    const columnAt = (place: number): number => {
      let best = 0;
      for (const [index, one] of table.columns.entries())
        if (Math.abs(one - place) < Math.abs((table.columns[best] ?? 0) - place)) best = index;
      return best;
    };
    const rows = table.rows.map(({ cells }): readonly RawCell[] =>
      cells.map((cell) => ({
        columns: Math.max(columnAt(cell.right) - columnAt(cell.left), 1),
        rows: cell.rows,
        lines: this.cellLines(cell),
      })),
    );
    this.assembly.table(rows, onPage(table.page, null));
  }

  private cellLines(cell: LongCell): RawCell["lines"] {
    const lines = cell.lines.map(({ line }) => line);
    const left = Math.min(...lines.map((line) => line.left));
    // A cell has the same room on both sides.
    const right = Math.max(cell.right - Math.max(left - cell.left, 0), ...lines.map((line) => line.right));
    this.collect(lines, right);
    const parts = cell.lines.map(({ line, page }) => ({ line, page, gap: false }));
    return wholeLines(parts, right).flatMap(({ line, page, text, unmarked }) =>
      (unmarked ? [text] : splitItems(text)).map((one) => ({
        ...lookOf(line, left),
        text: one,
        place: onPage(page, null),
        unmarked,
      })),
    );
  }

  private collect(lines: readonly PdfLine[], right: number): void {
    this.doubtful.push(...doubtfulBlanks(lines, right));
    this.waves += lines.filter((line) => line.text.includes("〜")).length;
    this.blanks += lines.filter((line) => line.blankAfter).length;
  }
}

function lookOf(line: PdfLine, margin: number): LineLook {
  const indent = Math.min(Math.max(Math.round(((line.left - margin) * 2) / line.size), 0), 120);
  return { indent, bold: line.bold, ...(line.bullet ? { mark: "-" } : {}) };
}

/** The distance of two lines that belong together, in sizes of their characters. */
function usualPitch(pages: readonly PageLayout[]): number {
  const ratios: number[] = [];
  const add = (lines: readonly PdfLine[]): void => {
    for (const [index, line] of lines.entries()) {
      const next = lines[index + 1];
      if (next !== undefined) ratios.push((next.y - line.y) / Math.max(line.size, next.size));
    }
  };
  for (const { items } of pages) {
    add(items.flatMap((item) => (item.kind === "text" ? [item.line] : [])));
    for (const item of items)
      if (item.kind === "table") for (const row of item.rows) for (const cell of row) add(cell.lines);
  }
  const usual = ratios.filter((ratio) => ratio > 0.9 && ratio < 3).sort((one, other) => one - other);
  return usual[Math.floor(usual.length / 2)] ?? 1.5;
}

/** What pdfjs calls its complaints of files that are none. */
const BROKEN: ReadonlySet<string> = new Set([
  "InvalidPDFException",
  "FormatError",
  "MissingPDFException",
  "UnknownErrorException",
  "XRefEntryException",
  "XRefParseException",
  "ParserEOFException",
]);

function explain(error: unknown): unknown {
  if (error instanceof ImportError) return error;
  const name = error instanceof Error ? error.name : "";
  if (name === "PasswordException")
    return new ImportError(
      "パスワードで保護されているため読めません。パスワードを外して保存した PDF を指定してください。",
    );
  if (BROKEN.has(name))
    return new ImportError(
      "壊れた PDF です。元のソフトから PDF を作り直すか、元のファイルを指定してください。",
    );
  return error;
}
