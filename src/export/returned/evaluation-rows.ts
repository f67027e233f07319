/** Reads a 評価シート that `evaluationXlsx` wrote and a department filled in. */

import { EVALUATION_FIELDS, type EvaluationField, FIELD_LABELS } from "../../domain/evaluation.js";
import type { Source } from "../../import/decode.js";
import { readWorkbook } from "../../import/sheet/workbook.js";
import { printable } from "../progress-table.js";
import { type EvaluationToken, parseEvaluationToken } from "../token.js";
import { EVALUATION_TOKEN_HEADING } from "../xlsx/evaluation-workbook.js";

export interface ReturnedEvaluation {
  /** `シート「評価シート」の5行目` */
  readonly place: string;
  readonly token: EvaluationToken;
  /** What stands in the cells now; a column that is gone is not in it. */
  readonly fields: Partial<Record<EvaluationField, string>>;
  /** Why a cell cannot be trusted (a formula without a result); null where all can. */
  readonly flaw: string | null;
}

/** The headings stand in one of the first rows, also where somebody put a title above them. */
const MAX_HEADING_ROW = 20;

/** Null where the file is something else. @throws ImportError where it cannot be read */
export async function readEvaluationRows(source: Source): Promise<readonly ReturnedEvaluation[] | null> {
  if (source.kind !== "xlsx") return null;
  let found = false;
  const rows: ReturnedEvaluation[] = [];
  for (const grid of await readWorkbook(source, "stored")) {
    const at = grid.rows
      .slice(0, MAX_HEADING_ROW)
      .findIndex((row) => row.some((cell) => cell.trim() === EVALUATION_TOKEN_HEADING));
    if (at < 0) continue;
    found = true;
    const headings = (grid.rows[at] ?? []).map((cell) => cell.trim());
    for (let index = at + 1; index < grid.rows.length; index += 1) {
      const cell = (heading: string): string | null => {
        const column = headings.indexOf(heading);
        return column < 0 ? null : printable((grid.rows[index]?.[column] ?? "").trim());
      };
      const token = parseEvaluationToken(cell(EVALUATION_TOKEN_HEADING) ?? "");
      if (token === null) continue;
      const fields = EVALUATION_FIELDS.flatMap((field): [EvaluationField, string][] => {
        const text = cell(FIELD_LABELS[field]);
        return text === null ? [] : [[field, text]];
      });
      const flaws = fields.flatMap(
        ([field]) => grid.flaws.get(`${index},${headings.indexOf(FIELD_LABELS[field])}`) ?? [],
      );
      rows.push({
        place: `シート「${grid.sheet ?? ""}」の${index + 1}行目`,
        token,
        fields: Object.fromEntries(fields),
        flaw: flaws[0] ?? null,
      });
    }
  }
  return found ? rows : null;
}
