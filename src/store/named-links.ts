import { type LastEvaluation, type Use, useOf, useOnFooting } from "../domain/improvement.js";
import { all, type Db } from "./database.js";
import { isOpenLink, type Link, type LinkRow } from "./links.js";

/** Links with the words of both ends, for showing them. */

/** A department or goal of one year as people know it. */
export interface LinkEnd {
  readonly id: number;
  readonly department: string;
  /** Null for a department, and for a goal that is not in the plan any more. */
  readonly number: number | null;
  /** A goal's words; a department's name. */
  readonly text: string;
  /** What was said of the earlier goal last, 今後の方向 or 課題; null or absent where nothing was. */
  readonly evaluation?: LastEvaluation | null;
}

/** A link with the words of both ends. */
export interface NamedLink extends Omit<Link, "from" | "to"> {
  readonly from: LinkEnd | null;
  readonly to: LinkEnd | null;
}

/** Whether the words of an evaluation may be relied on; where nobody confirms, only what was sent back may not. */
const DOUBT = `CASE (SELECT verdict FROM evaluation_confirmation AS decided
    WHERE decided.evaluation_id = evaluation.id AND decided.revision = evaluation.revision)
  WHEN 'confirmed' THEN NULL WHEN 'returned' THEN 'returned'
  ELSE (SELECT 'unconfirmed' FROM setting JOIN plan ON plan.id = occasion.plan_id JOIN municipality ON municipality.id = plan.municipality_id
    WHERE setting.key = 'confirming:' || municipality.name AND setting.value = 'true') END`;

const EVALUATION = `json((SELECT json_object('occasion', occasion.name, 'direction', direction, 'directionKey', direction_key,
    'issue', issue, 'doubt', ${DOUBT}) FROM evaluation JOIN occasion ON occasion.id = occasion_id
  WHERE evaluation.goal_id = from_id AND (direction <> '' OR issue <> '') ORDER BY as_of DESC, occasion.id DESC LIMIT 1))`;

const END = (side: "from" | "to"): string =>
  `CASE WHEN ${side}_id IS NULL THEN NULL WHEN level = 'department'
     THEN (SELECT json_object('id', id, 'department', name, 'number', NULL, 'text', name) FROM department WHERE id = ${side}_id)
     ELSE (SELECT json_object('id', goal.id, 'department', department.name, 'number', goal.number, 'text', statement.text${side === "from" ? `, 'evaluation', ${EVALUATION}` : ""})
       FROM goal JOIN statement ON statement.id = goal.id JOIN department ON department.id = goal.department_id
       WHERE goal.id = ${side}_id) END`;

/**
 * The links into a plan with their words, departments first, in the order of the later year. Of goals that become one, and of parts of
 * one, each says so, also the one whose words alone would only be changed.
 */
export function namedLinks(db: Db, toPlan: number): NamedLink[] {
  const links = all<
    Omit<LinkRow, "from" | "to"> & { readonly from: string | null; readonly to: string | null }
  >(
    db,
    `SELECT id, from_plan AS fromPlan, to_plan AS toPlan, level, kind, sure, confirmed_at AS confirmedAt,
       confirmed_by AS confirmedBy, ${END("from")} AS "from", ${END("to")} AS "to" FROM link WHERE to_plan = ?
     ORDER BY level, to_id IS NULL,
       CASE level WHEN 'department' THEN (SELECT ord FROM department WHERE id = coalesce(to_id, from_id))
         ELSE (SELECT ord FROM statement WHERE id = coalesce(to_id, from_id)) END, id`,
    toPlan,
  ).flatMap(({ from, to, ...row }) => {
    const ends = { from: readEnd(from), to: readEnd(to) };
    return ends.from === null && ends.to === null ? [] : [{ ...row, ...ends, sure: row.sure === 1 }];
  });
  const goals = links.filter(({ level }) => level === "goal");
  const merged = new Set(goals.flatMap(({ kind, to }) => (kind === "merged" ? (to?.id ?? []) : [])));
  const split = new Set(goals.flatMap(({ kind, from }) => (kind === "split" ? (from?.id ?? []) : [])));
  return links.map((link) => {
    if (link.level !== "goal" || (link.kind !== "reworded" && link.kind !== "moved")) return link;
    if (link.to !== null && merged.has(link.to.id)) return { ...link, kind: "merged" };
    return link.from !== null && split.has(link.from.id) ? { ...link, kind: "split" } : link;
  });
}

const readEnd = (json: string | null): LinkEnd | null =>
  json === null ? null : (JSON.parse(json) as LinkEnd);

/** What of a link tells how an evaluation was used. */
export type UsedLink = Pick<NamedLink, "level" | "kind" | "from" | "to" | "sure" | "confirmedAt">;

/** Whether the next plan does with the earlier goal what was said of it. */
export function useOfLink({ level, kind, from, to, ...link }: UsedLink): Use {
  if (level !== "goal" || from === null) return { use: "none", why: "" };
  const after = to === null ? "ended" : kind === "same" ? "same" : "changed";
  const doubt = from.evaluation?.doubt ?? null;
  return useOnFooting(useOf(from.evaluation?.directionKey ?? null, after), {
    doubt,
    proposed: isOpenLink(link),
  });
}
