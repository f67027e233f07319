import {
  AlignmentType,
  Document,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageBreak,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalMergeType,
  WidthType,
} from "docx";
import { type MergeRange, writeXlsx } from "hucre/xlsx";

/** What stands in a Word file: `# heading`, `- bullet`, `**bold**`, `\f` for a page's end, text, or the rows of a table. */
export type Block = string | readonly (readonly string[])[];

const HEADINGS = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const;

function paragraph(text: string): Paragraph {
  if (text === "\f") return new Paragraph({ children: [new PageBreak()] });
  const heading = /^(#{1,3}) (.*)$/u.exec(text);
  if (heading !== null)
    return new Paragraph({
      text: heading[2] ?? "",
      heading: HEADINGS[(heading[1] ?? "").length - 1] ?? HEADINGS[0],
    });
  if (text.startsWith("- "))
    return new Paragraph({ text: text.slice(2), numbering: { reference: "dots", level: 0 } });
  const bold = /^\*\*(.*)\*\*$/u.exec(text);
  if (bold !== null) return new Paragraph({ children: [new TextRun({ text: bold[1] ?? "", bold: true })] });
  return new Paragraph({ text });
}

function table(rows: readonly (readonly string[])[]): Table {
  return new Table({
    rows: rows.map(
      (row) =>
        new TableRow({
          children: row.map((cell) => new TableCell({ children: cell.split("\n").map(paragraph) })),
        }),
    ),
  });
}

/** A paragraph without any form. */
export const plain = (content: string): Paragraph => new Paragraph({ text: content });

/** What stands in a cell of a `spannedTable`. */
export type SpannedCell = string | Table | { readonly text: string; readonly columns?: number } | "^";

/**
 * A table of Word with merged cells: `^` goes on with the cell above (a vertical merge as Word writes it), a table stands in its cell.
 * @param tableHeader whether the first row is repeated on each page
 */
export function spannedTable(rows: readonly (readonly SpannedCell[])[], tableHeader = false): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (row, at) =>
        new TableRow({
          tableHeader: tableHeader && at === 0,
          children: row.map((cell, column) => {
            if (cell === "^")
              return new TableCell({ children: [plain("")], verticalMerge: VerticalMergeType.CONTINUE });
            if (cell instanceof Table) return new TableCell({ children: [cell, plain("")] });
            const { text: content, columns } =
              typeof cell === "string" ? { text: cell, columns: undefined } : cell;
            return new TableCell({
              children: content.split("\n").map(plain),
              ...(columns !== undefined && { columnSpan: columns }),
              ...(rows[at + 1]?.[column] === "^" && { verticalMerge: VerticalMergeType.RESTART }),
            });
          }),
        }),
    ),
  });
}

/** Word's own numbering: `1.` and below it `・` for goals; `第1`, below it `１` and `(1)` for chapters. */
export const NUMBERING = {
  config: [
    {
      reference: "goals",
      levels: [
        { level: 0, format: LevelFormat.DECIMAL, text: "%1.", alignment: AlignmentType.LEFT },
        { level: 1, format: LevelFormat.BULLET, text: "・", alignment: AlignmentType.LEFT },
      ],
    },
    {
      reference: "chapters",
      levels: [
        { level: 0, format: LevelFormat.DECIMAL, text: "第%1", alignment: AlignmentType.LEFT },
        { level: 1, format: LevelFormat.DECIMAL_FULL_WIDTH, text: "%2", alignment: AlignmentType.LEFT },
        { level: 2, format: LevelFormat.DECIMAL, text: "(%3)", alignment: AlignmentType.LEFT },
      ],
    },
  ],
};

/** A paragraph that Word numbers. @param instance each begins to count anew */
export const listed = (content: string, reference: string, level = 0, instance = 0): Paragraph =>
  new Paragraph({ text: content, numbering: { reference, level, instance } });

/** A Word file as Word itself writes it: bullets are numbering, not characters. */
export async function word(blocks: readonly Block[]): Promise<Uint8Array> {
  const levels = [{ level: 0, format: LevelFormat.BULLET, text: "・" }];
  const file = new Document({
    numbering: { config: [{ reference: "dots", levels }] },
    sections: [
      { children: blocks.map((block) => (typeof block === "string" ? paragraph(block) : table(block))) },
    ],
  });
  return Packer.toBuffer(file);
}

export type Sheet = readonly (readonly (string | number | null)[])[];

/** A workbook of these sheets. @param merges by sheet: first row, first column, last row, last column */
export async function workbook(
  sheets: Readonly<Record<string, Sheet>>,
  merges: Readonly<Record<string, readonly (readonly [number, number, number, number])[]>> = {},
): Promise<Uint8Array> {
  return writeXlsx({
    sheets: Object.entries(sheets).map(([name, rows]) => ({
      name,
      rows: rows.map((row) => [...row]),
      merges: (merges[name] ?? []).map(
        ([startRow, startCol, endRow, endCol]): MergeRange => ({ startRow, startCol, endRow, endCol }),
      ),
    })),
  });
}

/** The bytes of a text of these lines. */
export const text =
  (...lines: readonly string[]) =>
  (): Promise<Uint8Array> =>
    Promise.resolve(new TextEncoder().encode(`${lines.join("\n")}\n`));

/** A heading of Word's own kind. */
export const heading = (level: 1 | 2 | 3, content: string): Paragraph =>
  new Paragraph({ text: content, heading: HeadingLevel[`HEADING_${level}`] });

/** The bytes of a text in the encoding that Excel saves a CSV in. */
export function shiftJis(...parts: readonly string[]): () => Promise<Uint8Array> {
  return () => {
    const decoder = new TextDecoder("shift_jis");
    const codes = new Map<string, readonly number[]>();
    for (let low = 0; low < 0x80; low += 1) codes.set(String.fromCharCode(low), [low]);
    for (let first = 0x81; first <= 0x9f + 0x40; first += 1) {
      const lead = first <= 0x9f ? first : first + 0x40;
      if (lead > 0xfc) break;
      for (let second = 0x40; second <= 0xfc; second += 1) {
        const char = decoder.decode(Uint8Array.of(lead, second));
        if (char.length === 1 && !codes.has(char)) codes.set(char, [lead, second]);
      }
    }
    return Promise.resolve(Uint8Array.from([...parts.join("")].flatMap((char) => codes.get(char) ?? [0x3f])));
  };
}
