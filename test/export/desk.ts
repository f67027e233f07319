import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type CellValue, readXlsx, type WriteSheet, writeXlsx } from "hucre/xlsx";
import { runPolicyBot } from "../kit/command-line.js";
import { NOW, temporaryFolder } from "../kit/plan-store.js";

/** A person at the command line: exports, fills in, imports. */
export interface Desk {
  readonly sheet: string;
  readonly run: (
    command: "export" | "import",
    ...args: string[]
  ) => Promise<{ readonly status: number; readonly out: string; readonly err: string }>;
  readonly json: (...args: string[]) => Promise<Outcome>;
}

export interface Outcome {
  readonly applied: boolean;
  readonly notes: Readonly<Record<"added" | "repeated" | "conflicts" | "unread", number>>;
  readonly rows: readonly {
    readonly outcome: string;
    readonly department: string | null;
    readonly number: number | null;
    readonly after: unknown;
    readonly reason: string | null;
  }[];
  readonly warnings: readonly { readonly line: number; readonly message: string }[];
}

export function desk(databaseFile: string, clock: () => number = () => NOW): Desk {
  const folder = temporaryFolder();
  const environment = { DATABASE_PATH: databaseFile };
  const run: Desk["run"] = async (command, ...args) => {
    const { code, out, err } = await runPolicyBot([command, ...args], { folder, environment, clock });
    return { status: code, out: out.replace(/\n$/, ""), err };
  };
  return {
    sheet: path.join(folder, "progress.xlsx"),
    run,
    json: async (...args) => {
      const { status, out, err } = await run("import", ...args, "--json");
      if (status !== 0) throw new Error(err);
      return JSON.parse(out) as Outcome;
    },
  };
}

/** What is written into a row: headings and values. */
export type Fill = Readonly<Record<string, CellValue>>;

/**
 * Changes a workbook as another program would: opened, cells written, saved anew. Rows are named by sheet and 番号.
 */
export async function rewrite(
  file: string,
  fills: readonly (readonly [sheet: string, number: number, fill: Fill])[],
  rearrange: (sheet: WriteSheet) => WriteSheet = (sheet) => sheet,
): Promise<void> {
  const { sheets } = await readXlsx(readFileSync(file));
  const changed = sheets.map(({ name, rows }) => {
    const headings = (rows[0] ?? []).map((heading) => String(heading ?? "").replace(/\s/gu, ""));
    const table = rows.map((row) => headings.map((_heading, column) => row[column] ?? null));
    for (const [, number, fill] of fills.filter(([sheet]) => sheet === name)) {
      const row = table.find((cells) => cells[headings.indexOf("番号")] === number);
      if (row === undefined) throw new Error(`no row ${number} in ${name}`);
      for (const [heading, value] of Object.entries(fill)) row[headings.indexOf(heading)] = value;
    }
    return rearrange({ name, rows: table });
  });
  writeFileSync(file, await writeXlsx({ sheets: changed }));
}
