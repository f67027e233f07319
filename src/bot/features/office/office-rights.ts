import type { Bot } from "../../context.js";
import type { PlatformName, Where } from "../../platform.js";
import { isPlanning } from "../../roles.js";

/** May this person use the office page? The same as in chat: 企画課. */
export function isOfficeVisitor(
  bot: Bot,
  visitor: { readonly platform: string; readonly id: string; readonly name: string | null },
): boolean {
  const where: Where = {
    platform: visitor.platform as PlatformName,
    conversation: "",
    kind: "direct",
    name: null,
    thread: null,
    destination: {},
  };
  return isPlanning(bot, { id: visitor.id, name: visitor.name }, where);
}
