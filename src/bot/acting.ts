/** Whoever does something, as the record of changes and the tables name them. */

import { ensurePerson, type Person } from "../store/people.js";
import type { Bot } from "./context.js";
import type { Incoming } from "./platform.js";

type Doing = Pick<Incoming, "who" | "where">;

/** `slack:U07ABCDEF12`. */
export const actorOf = ({ who, where }: Doing): string => `${where.platform}:${who.id}`;

/** A change that somebody makes now. @param via through what: `thread`, `form`, `button`, `command` */
export const actOf = <Via extends string>(
  bot: Pick<Bot, "clock">,
  doing: Doing,
  via: Via,
): { readonly actor: string; readonly at: number; readonly via: Via } => ({
  actor: actorOf(doing),
  at: bot.clock(),
  via,
});

/** Their row, with the name that they bear today. */
export const personOf = (bot: Pick<Bot, "db">, { who, where }: Doing): Person =>
  ensurePerson(bot.db, where.platform, who.id, who.name);
