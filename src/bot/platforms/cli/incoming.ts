import type { CommandIn } from "../../platform.js";

/** What is typed behind `policy-bot ask`, as the bot takes it. */

/** The person the command line speaks as unless told otherwise: 企画課. */
export const PLANNING = "企画課";

export interface Asked {
  /** What was typed, with or without `/policy`. */
  readonly text: string;
  /** Who asks; 企画課 where nobody is named. */
  readonly as: string | undefined;
  /** The channel in which it is asked, by its department's name; a direct message where none is named. */
  readonly channel: string | undefined;
  readonly now: number;
}

export function readAsked({ text, as, channel, now }: Asked): CommandIn {
  const user = as ?? PLANNING;
  return {
    kind: "command",
    key: `cli:${now}:${process.pid}`,
    who: { id: user, name: user },
    where: {
      platform: "cli",
      conversation: channel ?? "",
      kind: channel === undefined ? "direct" : "channel",
      name: channel ?? null,
      thread: null,
      destination: {},
    },
    at: now,
    text,
  };
}
