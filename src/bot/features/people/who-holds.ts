/** 担当一覧: who holds which role and which goal of a plan on a day, with what nobody holds. Reads only. */

import { tokyoDate } from "../../../domain/time.js";
import type { Db } from "../../../store/database.js";
import { type Department, listDepartments } from "../../../store/departments.js";
import { listGoals } from "../../../store/goals.js";
import {
  type Deputy,
  type Holding,
  listDeputies,
  listHoldings,
  listOwnerNames,
} from "../../../store/holding.js";
import { organisationsFor } from "../../../store/organisations.js";
import type { Role } from "../../../store/people.js";
import type { Plan } from "../../../store/plans.js";
import type { Bot } from "../../context.js";

/** What an officer reads for a role, in the order in which they are listed. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  coordinator: "庶務担当",
  manager: "課長・部長",
  staff: "職員",
  reader: "見るだけ",
  planning: "企画課",
};

/** 庶務担当、課長・部長. */
export const rolesInWords = (roles: readonly Role[]): string =>
  (Object.keys(ROLE_NAMES) as Role[])
    .filter((role) => roles.includes(role))
    .map((role) => ROLE_NAMES[role])
    .join("、");

export interface GoalHolders {
  readonly id: number;
  readonly number: number;
  readonly text: string;
  /** Names; empty where nobody has it. */
  readonly owners: readonly string[];
}

export interface DepartmentHolders {
  readonly department: Department;
  readonly roles: readonly Holding[];
  /** Who confirms in the manager's place, now or soon. */
  readonly deputies: readonly Pick<Deputy, "name" | "from" | "until">[];
  readonly goals: readonly GoalHolders[];
}

export interface WhoHolds {
  readonly plan: Plan;
  /** `YYYY-MM-DD` in Tokyo. */
  readonly day: string;
  /** 企画課. */
  readonly planning: readonly Holding[];
  readonly departments: readonly DepartmentHolders[];
}

/** The same as it is at this moment. */
export const whoHoldsNow = ({ db, clock }: Pick<Bot, "db" | "clock">, plan: Plan): WhoHolds =>
  whoHolds(db, plan, tokyoDate(clock()));

export function whoHolds(db: Db, plan: Plan, day: string, departmentId: number | null = null): WhoHolds {
  const { municipalityId } = plan;
  const departments = listDepartments(db, plan.id).filter(
    ({ id }) => departmentId === null || id === departmentId,
  );
  return {
    plan,
    day,
    planning: listHoldings(db, { municipalityId, organisations: null }, day),
    departments: departments.map((department) => ({
      department,
      roles: listHoldings(
        db,
        { municipalityId, organisations: organisationsFor(db, department.id, day) },
        day,
      ),
      deputies: listDeputies(db, organisationsFor(db, department.id, day), day).map(
        ({ name, from, until }) => ({
          name,
          from,
          until,
        }),
      ),
      goals: listGoals(db, department.id).map(({ id, number, text }) => ({
        id,
        number,
        text,
        owners: listOwnerNames(db, id, day),
      })),
    })),
  };
}

/** `田中（防災係長）`; a post with nobody on it says so. */
export const holderName = ({ name, post }: Holding): string =>
  name === null ? `${post ?? ""}（欠員）` : post === null ? name : `${name}（${post}）`;
