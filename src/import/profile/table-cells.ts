import { type DepartmentName, departmentName, headedBy, plainName } from "../department-names.js";
import { unbracket } from "../label-roles.js";
import { isNoteMark, NOTE } from "../marks.js";
import { glueAll } from "../printed-text.js";
import type { Item, ItemKind } from "./collected.js";
import { detailOf } from "./details.js";
import type { Reading } from "./reading.js";
import { cellGroups, filled, type Row } from "./table-shape.js";
import type { UnitCell } from "./units.js";

/** A row with one filled cell: a department's or a 柱's name across the table, or a block with its own label. */
export function banner(run: Reading, row: Row): void {
  const units = filled(row).flatMap((cell) => cell.units);
  for (const [at, unit] of units.entries()) run.unit({ ...unit, gap: at === 0 }, units[at + 1] ?? null);
}

/** The name of a 柱 in a cell, its lines as one. */
export function sectionName(cell: UnitCell): string {
  return unbracket(glueAll(cell.units.map((unit) => unit.text)));
}

/** The department that a cell names, as printed where no word tells it from others; null for a sentence or a figure. */
export function nameOfCell(cell: UnitCell): DepartmentName | null {
  const text = glueAll(cell.units.map((unit) => unit.text)).trim();
  const name = departmentName(text);
  if (name !== null) return name;
  if (text.length > 30 || /[。、]/u.test(text) || /^[0-9０-９.．%％]+$/u.test(text)) return null;
  return plainName(headedBy(text) ?? text);
}

/**
 * Takes every text of a cell.
 * @param number the number of its row, which is that of the first text
 */
export function addCell(
  run: Reading,
  cell: UnitCell,
  kind: ItemKind,
  number: number | null,
): readonly Item[] {
  const added: Item[] = [];
  const { joins } = run.rules;
  for (const { unit, text, heading, depth, below } of cellGroups(cell, joins)) {
    const lines = below.map(({ line }) => line);
    if (lines.length > 0 && joins === null) run.problem("below", lines);
    if (lines.length > 0 && joins === false) run.leave(lines, "child");
    if (text === "" || /^[-－―ー–—]+$/u.test(text)) continue;
    if ((unit.mark !== null && isNoteMark(unit.mark)) || NOTE.test(text)) {
      run.leave([unit.line], "note");
      continue;
    }
    const detail = detailOf(text);
    if (detail !== null && unit.mark === null) {
      const last = added.at(-1);
      if (last !== undefined && kind === "goal" && detail.kind !== null) {
        last.details.push({ ...detail, kind: detail.kind });
      } else run.leave([unit.line], "detail", detail.label);
      continue;
    }
    if (depth > 0) {
      run.leave([unit.line], "child");
      continue;
    }
    const item = run.add(
      kind,
      { ...unit, text },
      // The number of a row is that of its first text.
      unit.mark?.number ?? (added.length === 0 ? number : null),
      heading ?? undefined,
    );
    if (item !== null) added.push(item);
  }
  return added;
}
