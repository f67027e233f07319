import { bindConversation, type NewBinding } from "../../src/store/bindings.js";
import type { Db } from "../../src/store/database.js";
import { municipalityOf, organisationOf } from "../../src/store/organisations.js";
import { grantRole, type HeldRole, revokeRole } from "../../src/store/people.js";
import { currentMunicipality } from "../../src/store/plans.js";

/** Channels and roles by the department of a plan, as the forms of 企画課 name it; null is 企画課 of the current municipality. */

interface OfDepartment {
  readonly departmentId: number | null;
}

const placeOf = (db: Db, departmentId: number | null) =>
  departmentId === null
    ? { municipalityId: currentMunicipality(db), organisationId: null }
    : { municipalityId: municipalityOf(db, departmentId), organisationId: organisationOf(db, departmentId) };

export function bindChannel(
  db: Db,
  { departmentId, ...binding }: Omit<NewBinding, "municipalityId" | "organisationId"> & OfDepartment,
  now: number,
): void {
  bindConversation(db, { ...binding, ...placeOf(db, departmentId) }, now);
}

type RoleOf = Omit<HeldRole, "municipalityId" | "organisationId"> & OfDepartment;

export function giveRole(db: Db, personId: number, { departmentId, ...held }: RoleOf): void {
  grantRole(db, personId, { ...held, ...placeOf(db, departmentId) });
}

export function takeRole(db: Db, personId: number, { departmentId, ...held }: Omit<RoleOf, "post">): void {
  revokeRole(db, personId, { ...held, ...placeOf(db, departmentId) });
}
