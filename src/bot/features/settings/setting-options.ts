import { longDay, tokyoInstant } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";

/** What several forms of `/policy 設定` choose from. */

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** One less than a menu of Slack holds, so that one more choice can stand beside them. */
const MOST = 99;

export const departmentOptions = (departments: readonly Pick<OfficeUnit, "id" | "name">[]): Option[] =>
  departments.slice(0, MOST).map(({ id, name }) => ({ value: String(id), label: name }));

/** What a channel or a role can be given to: a printed department, or an organisation that came into being since the plan was printed. */
export interface OfficeUnit {
  /** As a form carries it. */
  readonly id: number | string;
  readonly name: string;
  readonly organisationId: number | null;
  readonly municipalityId: number | null;
}

/** The value of everybody, among departments. */
export const ALL = "all";

export const everybodyAnd = (departments: readonly Department[]): Option[] => [
  { value: ALL, label: "すべての部" },
  ...departmentOptions(departments),
];

/** `11月24日(火)` of a `YYYY-MM-DD`. */
export const dayWords = (date: string): string => longDay(tokyoInstant(date));

/** The value of everything in a menu of departments or channels. */
export const WHOLE_PLAN = "plan";
