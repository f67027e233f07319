import { parse } from "csv-parse/sync";
import { ImportError } from "../document.js";
import type { ReadDocument } from "../elements.js";
import { Assembly, atLine } from "./assembly.js";
import { inlineText } from "./inline-text.js";
import { reportInline } from "./plain-lines.js";
import { putSheet, type SheetRow } from "./sheet-blocks.js";

const MAX_ROWS = 20_000;

/** A CSV file: the delimiter (comma, tab, semicolon) is the one its first lines use most. Throws ImportError. */
export async function readCsvRows(text: string): Promise<ReadDocument> {
  const assembly = new Assembly();
  const rows: SheetRow[] = [];
  let line = 1;
  for (const { record, info } of parseRecords(text)) {
    const place = atLine(line);
    const cells = record.map((raw) => {
      // `="001"` keeps Excel from reading a number.
      const value = /^="(.*)"$/su.exec(raw)?.[1]?.replaceAll('""', '"') ?? raw;
      const lines = value.split("\n").flatMap((part) => {
        const read = inlineText(part, { markdown: false, split: true });
        reportInline(assembly, read, place);
        return read.texts.map((one) => ({ text: one, place }));
      });
      return { lines };
    });
    rows.push({ place, cells });
    line = info.lines + 1;
  }
  putSheet(assembly, rows);
  return assembly.finish("csv");
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The records of a CSV file, each with the line where it ends. Throws ImportError. */
export function parseRecords(text: string): readonly CsvRecord[] {
  let records: unknown;
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      info: true,
      to: MAX_ROWS + 1,
    });
  } catch (error) {
    const line =
      error instanceof Error && "lines" in error ? `${String(error.lines)}行目まで読みましたが、` : "";
    throw new ImportError(
      `${line}CSV の引用符(")が閉じていません。Excel で開いて CSV で保存し直してください。`,
    );
  }
  const rows = (Array.isArray(records) ? records : []) as readonly CsvRecord[];
  if (rows.length > MAX_ROWS)
    throw new ImportError("20,000 行を超えるため読みません。計画の行だけを残して保存してください。");
  return rows;
}

function delimiterOf(text: string): string {
  const head = text.split("\n", 20).join("\n");
  const counted = [",", "\t", ";"].map((sign) => ({ sign, count: head.split(sign).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).sign;
}
