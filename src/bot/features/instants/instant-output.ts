import { paperOf } from "../../../export/paper/paper-data.js";
import { exportPlan } from "../../../export/plan-json.js";
import { progressCsv, progressTable } from "../../../export/progress-table.js";
import { progressXlsx } from "../../../export/xlsx/progress-sheet.js";
import type { Db } from "../../../store/database.js";
import { type Instant, keepOutput, keptOutput, withInstant } from "../../../store/instants.js";
import type { Plan } from "../../../store/plans.js";
import { paperPictures } from "../standing/paper-picture.js";

/** The files that are made of an instant. */
export const INSTANT_OUTPUTS = ["xlsx", "csv", "json", "docx"] as const;
export type InstantOutput = (typeof INSTANT_OUTPUTS)[number];

/**
 * An output of what was known at an instant. It follows from the instant alone, and the first one that is made is kept: the same
 * bytes whenever it is asked for, whatever was edited, corrected or expired since, in this version of the program and later ones.
 * @param department for `docx`: that one alone
 */
export async function instantOutput(
  db: Db,
  plan: Plan,
  instant: Instant,
  output: InstantOutput,
  given: { readonly now: number; readonly department?: string | null; readonly unconfirmed?: boolean },
): Promise<Uint8Array> {
  const department = output === "docx" ? (given.department ?? null) : null;
  const unconfirmed = given.unconfirmed === true;
  const kind = `${output}${department === null ? "" : `:${department}`}${unconfirmed ? "+unconfirmed" : ""}`;
  const kept = keptOutput(db, instant.id, kind);
  if (kept !== null) return kept;
  const bytes = await made(db, plan, instant, output, { department, unconfirmed });
  keepOutput(db, instant.id, kind, bytes, given.now);
  return bytes;
}

async function made(
  db: Db,
  plan: Plan,
  instant: Instant,
  output: InstantOutput,
  { department, unconfirmed }: { readonly department: string | null; readonly unconfirmed: boolean },
): Promise<Uint8Array> {
  const table = (known: Db) => ({
    ...progressTable(known, plan, instant.at, { unconfirmed }),
    moment: instant.name,
  });
  switch (output) {
    case "xlsx":
      return progressXlsx(withInstant(db, instant.id, table));
    case "csv":
      return Buffer.from(progressCsv(withInstant(db, instant.id, table)), "utf8");
    case "json": {
      const whole = withInstant(db, instant.id, (known) => exportPlan(known, plan, { unconfirmed }));
      return Buffer.from(
        `${JSON.stringify({ ...whole, instant: { name: instant.name, at: instant.at } }, null, 2)}\n`,
      );
    }
    case "docx": {
      const { paperDocx } = await import("../../../export/paper/paper-docx.js");
      const paper = withInstant(db, instant.id, (known) =>
        paperOf(known, plan, instant.at, department, { unconfirmed }),
      );
      const named = { ...paper, asOf: `${instant.name}時点（${paper.asOf}）` };
      return paperDocx(named, await paperPictures(named));
    }
  }
}
