import type { Bot } from "../../context.js";
import type { Where, Who } from "../../platform.js";
import { boundDepartment, ownDepartment } from "../../roles.js";
import type { Asker } from "./scope.js";

/** The department a question comes from: that of the channel, else, in private, the one the person belongs to. */
export function askerOf(bot: Bot, who: Who, where: Where): Asker {
  const bound = boundDepartment(bot, where);
  if (bound !== null) return { departmentId: bound };
  return { departmentId: where.kind === "direct" ? ownDepartment(bot, who, where) : null };
}
