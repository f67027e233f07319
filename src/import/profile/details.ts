import { readPrinted } from "../../domain/indicator.js";
import { isUnits } from "../department-names.js";
import type { GoalDetail, ParsedLevel } from "../document.js";
import { labelRole } from "../label-roles.js";
import { trimBlanks } from "../printed-text.js";
import type { Item } from "./collected.js";
import { type ProfileRole, ROLE_WORDS } from "./profile.js";
import type { Reading } from "./reading.js";
import { detailWord, levelName, splitLabel } from "./rules.js";
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
  return item?.kind === "goal" && run.label?.rule.role === "goal" && !run.begins ? item : null;
}

/** `目標値：1,000人` behind the name of an indicator. */
const TARGET_BEHIND = /^(.+?)[\s\u3000、]+目標値?[:：]\s*(.+)$/u;

/** Whether several goals stand below the 政策 or 施策 that is open, and none has a detail of its own. */
function sharesDetails(run: Reading): boolean {
  const goals = run.department?.items.filter((item) => item.kind === "goal") ?? [];
  const own = goals.filter(({ section }) => section === goals.at(-1)?.section);
  return own.length > 1 && own.every(({ details }) => details.length === 0);
}

/** `指標：参加者数　目標値：1,000人` right below a 施策, or below all its goals, says how the 施策 goes, not how one of its goals does. */
export function readLevelDetail(run: Reading, unit: Unit): boolean {
  const level = run.innerLevel;
  const detail = level === null ? null : detailOf(unit.text);
  if (level?.used === true && (unit.mark !== null || !sharesDetails(run))) return false;
  if (level === null || (detail?.kind !== "indicator" && detail?.kind !== "target")) return false;
  run.closeItem();
  const behind = TARGET_BEHIND.exec(detail.text);
  const awaited = detail.kind === "target" ? level.awaited : null;
  const name = awaited?.name ?? behind?.[1] ?? detail.text;
  const target = awaited === null ? (behind?.[2] ?? "") : detail.text;
  if (detail.kind === "target" && awaited === null) run.leave([unit.line], "detail");
  else if (readPrinted(name, target) !== null) {
    level.indicators.push({ name, target });
    run.ledger.claim(awaited === null ? [unit.line] : [awaited.line, unit.line]);
    level.awaited = null;
  } else level.awaited = { name, line: unit.line };
  return true;
}

/** What a line below a goal calls the level that the goal is for. */
const LEVELS_BEHIND: ReadonlyMap<string, ParsedLevel["kind"]> = new Map([
  ...["政策", "政策名", "基本政策", "重点政策", "関連する政策", "関連政策"].map(
    (word) => [word, "policy"] as const,
  ),
  ...["施策", "施策名", "基本施策"].map((word) => [word, "measure"] as const),
]);

/** `政策：安全なまち` below a goal: the level above it, named behind it. */
function readLevelBehind(run: Reading, unit: Unit): boolean {
  const item = run.item ?? lastGoal(run);
  if (item?.kind !== "goal") return false;
  for (const { name, rest, weak } of splitLabel(unit.text)) {
    const kind = weak ? undefined : LEVELS_BEHIND.get(name);
    if (kind === undefined || item.levels?.some((level) => level.kind === kind) === true) continue;
    const level: ParsedLevel = { kind, name: levelName(trimBlanks(rest)), indicators: [] };
    item.levels = kind === "policy" ? [level, ...(item.levels ?? [])] : [...(item.levels ?? []), level];
    run.ledger.claim([unit.line]);
    run.closeItem();
    return true;
  }
  return false;
}

/** `指標：電子化率 80%` below a goal belongs to it. */
export function readDetail(run: Reading, unit: Unit): boolean {
  if (readLevelBehind(run, unit)) return true;
  const detail = detailOf(unit.text);
  if (detail === null || (run.label === null && detail.kind !== null)) return false;
  const item = run.item ?? lastGoal(run);
  if (item === null || item.kind !== "goal" || detail.kind === null)
    run.leave([unit.line], "detail", detail.label);
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
