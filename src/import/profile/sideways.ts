import { foldPrinted } from "../printed-text.js";
import type { Item } from "./collected.js";
import { isDetail } from "./details.js";
import { isStatement } from "./open-label.js";
import type { Reading } from "./reading.js";
import { addCell, banner, nameOfCell, sectionName } from "./table-cells.js";
import { cellGroups, cellOver, filled, isFilled, linesOf } from "./table-shape.js";
import type { TableUnit, UnitCell } from "./units.js";

const DEPARTMENT_LABEL = /^(?:部|部局|局|課|所属|部署|組織|担当部局?)(?:等)?(?:名|名称)?$/u;
const COLUMN_LABEL = /^(?:項目|区分|種別|分類|欄|内容)$/u;

/** `（参考）昨年度は80人`, `令和8年4月作成`, or nothing at all: no text of the label above. */
const REMARK =
  /^\s*$|^[(（〔［[]|^(?:令和|平成|[RH]?[0-9０-９])[^、。]*(?:作成|現在|策定|改[定訂]|公表|更新)$/u;

/**
 * Reads a table whose labels stand in one column, their texts beside them.
 * @param at the column of the labels
 * @param above the goal that the table says more of, if it stands below one
 */
export function sideways(run: Reading, table: TableUnit, at: number, above: readonly Item[]): void {
  let goals = above;
  let last: UnitCell | null = null;
  for (const [index, row] of table.rows.entries()) {
    const cells = filled(row);
    if (cells.length === 0) continue;
    const before = at === 1 ? row[0] : null;
    if (isFilled(before)) {
      const [unit] = before.units;
      if (unit !== undefined && run.rules.department(unit) !== null) run.openDepartment(unit, null);
      else run.setSection(sectionName(before), unit?.line ?? table.line);
      run.ledger.claim(linesOf([before]));
    }
    // 重点目標 reaches down over a row for each goal.
    const over = cellOver(table.rows, index, at);
    // A sheet leaves the label blank where it goes on.
    const goesOn =
      over !== null && !isFilled(over) && !isFilled(before) && !REMARK.test(row[at + 1]?.text ?? "（");
    const head: UnitCell | null = goesOn && last !== null ? last : over;
    if (head === null) {
      run.leave(linesOf(row), "detail");
      continue;
    }
    const [lead, ...behind] = row.slice(at + 1).filter(isFilled);
    const counted = behind.length > 0 && /^[0-9０-９]{1,3}[.．]?$/u.test(lead?.text ?? "");
    const number = counted ? Number.parseInt(lead?.text.normalize("NFKC") ?? "", 10) : null;
    if (counted) run.ledger.claim(linesOf([lead ?? null]));
    const rest = counted || lead === undefined ? behind : [lead, ...behind];
    const rule = run.rules.label(head.text);
    last = isStatement(rule?.role ?? null) ? head : null;
    if (rule === null && cells.length === 1) {
      banner(run, row);
      continue;
    }
    const [value] = rest;
    const named = value?.units[0];
    if (rest.length === 1 && named !== undefined && DEPARTMENT_LABEL.test(foldPrinted(head.text))) {
      const name = nameOfCell(value as UnitCell);
      if (name !== null) run.enter(name, named.line, name.number);
      run.ledger.claim(linesOf(row));
      continue;
    }
    if (rule === null && COLUMN_LABEL.test(foldPrinted(head.text))) {
      run.ledger.claim(linesOf(row));
      continue;
    }
    const [first] = head.units;
    if (rule === null || first === undefined) {
      run.leave(linesOf(row), "detail", head.text);
      continue;
    }
    run.ledger.claim(linesOf([head]));
    const { role } = rule;
    const [only] = goals;
    if (isStatement(role)) {
      const added: Item[] = [];
      run.withLabel(rule, head.text, first.line, () => {
        for (const cell of rest) added.push(...addCell(run, cell, role, number));
      });
      if (role === "goal") goals = !isFilled(row[at]) ? [...goals, ...added] : added;
    } else if (isDetail(role) && goals.length === 1 && only !== undefined) {
      for (const { text } of rest.flatMap((one) => cellGroups(one, run.rules.joins)))
        only.details.push({ kind: role, label: head.text, text });
      run.ledger.claim(linesOf(row));
    } else run.leave(linesOf(row), "detail", head.text);
  }
}
