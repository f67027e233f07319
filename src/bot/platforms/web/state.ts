import { longDay, tokyoParts } from "../../../domain/time.js";
import { directWith, type Workspace } from "./workspace.js";

/** What the page shows around the conversations. */
export function state(workspace: Workspace, who: string): unknown {
  const { options } = workspace;
  const { controls = {} } = options;
  const now = options.clock();
  const latest = options.store.latest();
  return {
    people: options.people(),
    channels: options.channels().map((channel) => ({ ...channel, latest: latest.get(channel.id) ?? null })),
    latestDirect: latest.get(directWith(who)) ?? null,
    completions: options.completions(),
    departments: options.departments(),
    date: `${tokyoParts(now).year}年${longDay(now)}`,
    daysAhead: controls.daysAhead?.() ?? 0,
    controls: {
      digest: controls.digestNow !== undefined,
      clock: controls.moveClock !== undefined,
      reset: controls.resetClock !== undefined,
    },
  };
}
