import type { DirectionKey } from "../domain/evaluation.js";
import { all, type Db, one, run } from "../store/database.js";
import { followLinks, replaceProposals } from "../store/links.js";
import { addOrganisation } from "../store/organisations.js";
import { type ProposedLink, proposeLinks, type Year } from "./lineage.js";

/** Hangs a plan between its neighbours: the year before leads to it, and it to the year after. */
export function writeLineage(
  db: Db,
  planId: number,
  act: { readonly actor: string; readonly at: number },
): void {
  const before = neighbour(db, planId, "<", "DESC");
  const after = neighbour(db, planId, ">", "ASC");
  giveOrganisations(db, planId);
  for (const [from, to] of [
    [before, planId],
    [planId, after],
  ] as const) {
    if (from === null || to === null) continue;
    replaceProposals(db, from, to, evaluated(db, from, proposeLinks(yearOf(db, from), yearOf(db, to))), act);
    followLinks(db, to);
  }
}

/**
 * What does not go with 今後の方向 of the year before has to be looked at, however sure the words make it: 継続 without a successor,
 * 終了 with one.
 */
function evaluated(db: Db, fromPlan: number, links: readonly ProposedLink[]): ProposedLink[] {
  const rows = all<{ goal: number; key: DirectionKey }>(
    db,
    `SELECT goal_id AS goal, direction_key AS key FROM evaluation JOIN occasion ON occasion.id = occasion_id
     WHERE plan_id = ? AND direction_key IS NOT NULL ORDER BY as_of, occasion.id`,
    fromPlan,
  );
  const directions = new Map(rows.map(({ goal, key }) => [goal, key]));
  return links.map((link) => {
    const key = link.level === "goal" && link.from !== null ? directions.get(link.from) : undefined;
    if (key === undefined) return link;
    return (key === "end") === (link.to === null) ? link : { ...link, sure: false };
  });
}

/** A department that no year knew before takes what a sample left, else is an organisation of its own, until a link says which it carries on. */
function giveOrganisations(db: Db, planId: number): void {
  const municipality =
    one<{ id: number }>(db, "SELECT municipality_id AS id FROM plan WHERE id = ?", planId)?.id ?? 0;
  for (const { id, name } of all<{ id: number; name: string }>(
    db,
    "SELECT id, name FROM department WHERE plan_id = ? AND organisation_id IS NULL ORDER BY ord",
    planId,
  )) {
    const left = one<{ id: number }>(
      db,
      `SELECT id FROM organisation WHERE municipality_id = ? AND name = ? AND abolished_on IS NULL
         AND NOT EXISTS (SELECT 1 FROM department WHERE organisation_id = organisation.id)`,
      municipality,
      name,
    );
    run(
      db,
      "UPDATE department SET organisation_id = ? WHERE id = ?",
      left?.id ?? addOrganisation(db, municipality, name),
      id,
    );
  }
}

/** The nearest plan of the municipality on one side. */
function neighbour(db: Db, planId: number, side: "<" | ">", order: "ASC" | "DESC"): number | null {
  return (
    one<{ id: number }>(
      db,
      `SELECT other.id FROM plan other JOIN plan ON plan.municipality_id = other.municipality_id
       WHERE plan.id = ? AND other.fiscal_year ${side} plan.fiscal_year AND other.is_sample = plan.is_sample
       ORDER BY other.fiscal_year ${order} LIMIT 1`,
      planId,
    )?.id ?? null
  );
}

function yearOf(db: Db, planId: number): Year {
  const departments = all<{ id: number; name: string; aliases: string }>(
    db,
    `SELECT id, name, (SELECT json_group_array(alias.name) FROM department_alias alias WHERE department_id = department.id) AS aliases
     FROM department WHERE plan_id = ? AND removed_at IS NULL ORDER BY ord`,
    planId,
  ).map((row) => ({ ...row, aliases: JSON.parse(row.aliases) as string[] }));
  const goals = all<Year["goals"][number]>(
    db,
    `SELECT goal.id, goal.department_id AS department, statement.text FROM goal JOIN statement ON statement.id = goal.id
     WHERE statement.plan_id = ? AND goal.number IS NOT NULL ORDER BY statement.ord`,
    planId,
  );
  return { departments, goals };
}
