import { isUnits } from "../department-names.js";
import type { GoalDetail } from "../document.js";
import { labelRole } from "../label-roles.js";
import { trimBlanks } from "../printed-text.js";
import type { Item } from "./collected.js";
import { type ProfileRole, ROLE_WORDS } from "./profile.js";
import type { Reading } from "./reading.js";
import { detailWord, splitLabel } from "./rules.js";
import type { Unit } from "./units.js";

type DetailKind = GoalDetail["kind"];

const DETAILS: ReadonlySet<ProfileRole> = new Set<ProfileRole>(["owner", "indicator", "target", "deadline"]);

/** Whether a role is a detail of a goal: 担当課, 指標, 目標値 or 期限. */
export const isDetail = (role: ProfileRole | null): role is DetailKind => role !== null && DETAILS.has(role);

/** `指標：電子化率 80%`, `（担当：総務課）`: a detail of a goal; `kind` is null for one that is not kept. */
export function detailOf(
  text: string,
): (Omit<GoalDetail, "kind"> & { readonly kind: DetailKind | null }) | null {
  const inside = /^[(（]([^()（）]+)[)）]$/u.exec(text)?.[1] ?? null;
  if (inside !== null && isUnits(inside)) return { kind: "owner", label: "担当課", text: trimBlanks(inside) };
  const core = inside ?? text;
  for (const { name, rest, weak } of splitLabel(core)) {
    if (weak || labelRole(name)?.role !== "detail") continue;
    const role = ROLE_WORDS[detailWord(name)];
    return { kind: isDetail(role) ? role : null, label: trimBlanks(name), text: trimBlanks(rest) };
  }
  return null;
}

/** The goal that was read last, where its label is still open. */
export function lastGoal(run: Reading): Item | null {
  const item = run.department?.items.at(-1) ?? null;
  return item?.kind === "goal" && run.label?.rule.role === "goal" ? item : null;
}

/** `指標：電子化率 80%` below a goal belongs to it. */
export function readDetail(run: Reading, unit: Unit): boolean {
  const detail = detailOf(unit.text);
  if (detail === null || (run.label === null && detail.kind !== null)) return false;
  const item = run.item ?? lastGoal(run);
  if (item === null || item.kind !== "goal" || detail.kind === null) run.leave([unit.line], "detail");
  else {
    item.details.push({ ...detail, kind: detail.kind });
    run.ledger.claim([unit.line]);
  }
  run.closeItem();
  return true;
}

/** 指標 as a label of its own under a goal; where several goals stand above, nobody says whose it is. */
export function readBelowDetail(run: Reading, role: ProfileRole, unit: Unit): boolean {
  const { department, label } = run;
  const item = department?.items.at(-1);
  if (!isDetail(role) || label === null || item?.kind !== "goal" || item.line >= label.line) return false;
  const beside = department?.items.filter(
    (one) => one.kind === "goal" && one.section === item.section && one.label === item.label,
  );
  if (beside?.length !== 1) return false;
  item.details.push({ kind: role, label: label.text, text: unit.text });
  run.ledger.claim([unit.line]);
  return true;
}
