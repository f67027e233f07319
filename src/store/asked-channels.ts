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

/** What there is to know of a department whichever channel is asked. */
interface Facts {
  readonly goals: readonly Goal[];
  /** Who answers for it on the day. */
  readonly answering: readonly number[];
  /** Of a department that was divided, who answers for each goal that was given to a part. */
  readonly parts: ReadonlyMap<number, readonly number[]>;
}

/** Looks up which channels are asked about which goals on a day. What it read of a department it keeps: it is made for one pass. */
export class Asking {
  private readonly known = new Map<number, Facts>();

  /** @param bindings all there are */
  constructor(
    private readonly db: Db,
    private readonly bindings: readonly Binding[],
    private readonly day: string,
  ) {}

  /**
   * Those of some departments that a channel is asked about; one without goals where they would be asked about.
   * @param departments those that the channel's organisation answers for
   */
  in(binding: Binding, departments: readonly number[]): AskedDepartment[] {
    return departments.flatMap((id) => {
      const facts = this.factsOf(id);
      const usual = this.isUsual(binding, facts);
      const goals = facts.parts.size === 0 ? (usual ? facts.goals : []) : this.goalsIn(binding, id, usual);
      const isHere = facts.goals.length === 0 ? usual : goals.length > 0;
      return isHere ? [{ id, goals }] : [];
    });
  }

  private factsOf(departmentId: number): Facts {
    const facts = this.known.get(departmentId) ?? {
      goals: listGoals(this.db, departmentId),
      answering: answeringOn(this.db, departmentId, this.day),
      parts: partsAnsweringFor(this.db, departmentId, this.day),
    };
    this.known.set(departmentId, facts);
    return facts;
  }

  /**
   * Whether a department that a channel's organisation stands for is asked there. What took it over is asked in a channel of its own,
   * where it has one on the platform; what ended without heirs is asked nowhere.
   */
  private isUsual({ organisationId, platform }: Binding, { answering }: Facts): boolean {
    if (organisationId !== null && answering.includes(organisationId)) return true;
    const live = this.liveOn(platform);
    return answering.length > 0 && !answering.some((organisation) => live.includes(organisation));
  }

  /** The organisations with a channel on a platform. */
  private liveOn(name: string): readonly number[] {
    return this.bindings.flatMap(({ platform, organisationId, lostAt }) =>
      platform === name && organisationId !== null && lostAt === null ? [organisationId] : [],
    );
  }

  /**
   * Those of a divided department's goals that are asked about in a channel: each where its part has a channel on the platform; else in
   * the nearest of what the part came of, else where the other parts are.
   */
  private goalsIn(binding: Binding, departmentId: number, usual: boolean): readonly Goal[] {
    const { goals, parts } = this.factsOf(departmentId);
    const siblings = [...new Set([...parts.values()].flat())];
    const live = this.liveOn(binding.platform);
    const former = forerunnersOf(this.db, departmentId);
    return goals.filter(({ id }) => {
      const part = parts.get(id);
      if (part === undefined) return usual;
      if (part.length === 0) return false;
      const steps = part.flatMap((each) => forerunnersByStep(this.db, each));
      const places = [part, ...steps, former, siblings].find((each) =>
        each.some((one) => live.includes(one)),
      );
      return places?.includes(binding.organisationId ?? 0) ?? false;
    });
  }
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
