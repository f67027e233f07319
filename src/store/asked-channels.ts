import type { Binding } from "./bindings.js";
import type { Db } from "./database.js";
import type { Department } from "./departments.js";
import { type Goal, listGoals } from "./goals.js";
import {
  answeringFor,
  findOrganisation,
  forerunnersByStep,
  forerunnersOf,
  organisationOf,
  partsAnsweringFor,
} from "./organisations.js";

/** Which channel is asked about which goals: that of who answers for them on a day, and no other. */

/** A department as a channel is asked about it. */
export interface AskedDepartment {
  readonly id: number;
  /** Its goals, those that are asked about elsewhere left out. */
  readonly goals: readonly Goal[];
}

/**
 * Those of some departments that a channel is asked about on a day; one without goals where they would be asked about.
 * @param bindings all there are
 * @param departments those that the channel's organisation answers for
 */
export const askedIn = (
  db: Db,
  bindings: readonly Binding[],
  binding: Binding,
  departments: readonly number[],
  day: string,
): AskedDepartment[] =>
  departments.flatMap((id) => {
    const goals = listGoals(db, id);
    const here = goalsAskedIn(db, bindings, binding, id, goals, day);
    const isHere = goals.length === 0 ? isAskedIn(db, bindings, binding, id, day) : here.length > 0;
    return isHere ? [{ id, goals: here }] : [];
  });

/**
 * Whether a department that a channel's organisation stands for is asked there on a day. What took it over is asked in a channel of its
 * own, where it has one on the platform; what ended without heirs is asked nowhere.
 * @param bindings all there are
 */
function isAskedIn(
  db: Db,
  bindings: readonly Binding[],
  { organisationId, platform }: Binding,
  departmentId: number,
  day: string,
): boolean {
  const answering = answeringOn(db, departmentId, day);
  if (organisationId !== null && answering.includes(organisationId)) return true;
  const hasChannel = (organisation: number): boolean =>
    bindings.some(
      (other) =>
        other.platform === platform && other.organisationId === organisation && other.lostAt === null,
    );
  return answering.length > 0 && !answering.some(hasChannel);
}

/**
 * Those of a department's goals that are asked about in a channel on a day. Where the department was divided, each goal is asked about
 * where its part has a channel on the platform; else in the nearest of what the part came of, else where the other parts are.
 * @param bindings all there are
 * @param goals goals of the department
 */
function goalsAskedIn(
  db: Db,
  bindings: readonly Binding[],
  binding: Binding,
  departmentId: number,
  goals: readonly Goal[],
  day: string,
): readonly Goal[] {
  const usual = isAskedIn(db, bindings, binding, departmentId, day);
  const parts = partsAnsweringFor(db, departmentId, day);
  if (parts.size === 0) return usual ? goals : [];
  const siblings = [...new Set([...parts.values()].flat())];
  const live = bindings.flatMap(({ platform, organisationId, lostAt }) =>
    platform === binding.platform && organisationId !== null && lostAt === null ? [organisationId] : [],
  );
  const former = forerunnersOf(db, departmentId);
  return goals.filter(({ id }) => {
    const part = parts.get(id);
    if (part === undefined) return usual;
    if (part.length === 0) return false;
    const steps = part.flatMap((each) => forerunnersByStep(db, each));
    const places = [part, ...steps, former, siblings].find((each) => each.some((one) => live.includes(one)));
    return places?.includes(binding.organisationId ?? 0) ?? false;
  });
}

/** Who answers for a printed department on a day; nobody once it ended without heirs. */
export function answeringOn(db: Db, departmentId: number, day: string): number[] {
  const own = organisationOf(db, departmentId);
  return own === null ? [] : answeringFor(db, own, day);
}

/** A department as a post about some of its goals calls it: where they are those of one of its parts, with the part's name. */
export function calledWith(
  db: Db,
  department: Department,
  goals: readonly { readonly id: number }[],
  day: string,
): Department {
  const parts = partsAnsweringFor(db, department.id, day);
  const [only, ...others] = new Set(goals.map(({ id }) => parts.get(id)?.join() ?? ""));
  if (only === undefined || only === "" || others.length > 0) return department;
  const [first, ...more] = only.split(",").map(Number);
  const part = first === undefined || more.length > 0 ? null : findOrganisation(db, first);
  if (part === null || part.name === department.name) return department;
  return { ...department, name: `${department.name}（${part.name}の受け持ち）` };
}
