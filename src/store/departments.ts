import { all, type Db, one } from "./database.js";
import { remembered } from "./remembered.js";

/** 部, in the order of the document. */
export interface Department {
  readonly id: number;
  readonly planId: number;
  readonly order: number;
  readonly name: string;
  readonly reading: string | null;
  /** Printed short names, names that the organisation had before or has now, and those of what it came of or led on to. */
  readonly aliases: readonly string[];
  /** 組織: what lasts of it. */
  readonly organisationId: number;
}

/** 柱: a printed heading inside a department. */
export interface Section {
  readonly id: number;
  readonly departmentId: number;
  readonly order: number;
  readonly name: string;
}

interface DepartmentRow extends Omit<Department, "aliases"> {
  readonly aliases: string;
}

const SELECT = `SELECT id, plan_id AS planId, ord AS "order", name, reading, organisation_id AS organisationId,
  (SELECT json_group_array(known.name) FROM (
     SELECT name FROM department_alias WHERE department_id = department.id
     UNION SELECT name FROM organisation_alias WHERE organisation_id = department.organisation_id
     UNION SELECT other.name FROM department other WHERE other.organisation_id = department.organisation_id
     UNION SELECT own.name FROM organisation own WHERE own.id = department.organisation_id
     UNION SELECT later.name FROM organisation_successor heir JOIN organisation later ON later.id = heir.successor_id
       WHERE heir.organisation_id = department.organisation_id
         AND NOT EXISTS (SELECT 1 FROM department beside WHERE beside.plan_id = department.plan_id
           AND beside.organisation_id = later.id AND beside.removed_at IS NULL)
     UNION SELECT former.name FROM organisation_successor heir JOIN organisation former ON former.id = heir.organisation_id
       WHERE heir.successor_id = department.organisation_id
         AND NOT EXISTS (SELECT 1 FROM department beside WHERE beside.plan_id = department.plan_id
           AND beside.organisation_id = former.id AND beside.removed_at IS NULL)
   ) known WHERE known.name <> department.name) AS aliases
  FROM department`;

const toDepartment = (row: DepartmentRow): Department => ({
  ...row,
  aliases: JSON.parse(row.aliases) as string[],
});

export function listDepartments(db: Db, planId: number): Department[] {
  return all<DepartmentRow>(
    db,
    `${SELECT} WHERE plan_id = ? AND removed_at IS NULL ORDER BY ord`,
    planId,
  ).map(toDepartment);
}

export function findDepartment(db: Db, id: number): Department | null {
  return remembered(db, `department:${id}`, () => {
    const row = one<DepartmentRow>(db, `${SELECT} WHERE id = ? AND removed_at IS NULL`, id);
    return row === null ? null : toDepartment(row);
  });
}

export function listSections(db: Db, departmentId: number): readonly Section[] {
  return remembered(db, `sections:${departmentId}`, () =>
    all<Section>(
      db,
      `SELECT id, department_id AS departmentId, ord AS "order", name FROM section
       WHERE department_id = ? AND removed_at IS NULL ORDER BY ord`,
      departmentId,
    ),
  );
}
