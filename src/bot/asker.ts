import { findBinding } from "../store/bindings.js";
import { findDepartment } from "../store/departments.js";
import { findPerson, listRoles } from "../store/people.js";
import type { Bot } from "./context.js";
import type { Asker } from "./look-up.js";
import type { Where, Who } from "./platform.js";

/** The department a question comes from: that of the channel, else the one the person belongs to. */
export function askerOf(bot: Bot, who: Who, where: Where): Asker {
  const bound = findBinding(bot.db, where.platform, where.conversation)?.departmentId ?? null;
  if (bound !== null && findDepartment(bot.db, bound) !== null) return { departmentId: bound };
  const person = findPerson(bot.db, where.platform, who.id);
  const own =
    person === null ? [] : listRoles(bot.db, person.id).filter((role) => role.departmentId !== null);
  const department = own.find((role) => findDepartment(bot.db, role.departmentId ?? 0) !== null);
  return { departmentId: where.kind === "direct" ? (department?.departmentId ?? null) : null };
}
