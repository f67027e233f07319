import { createRequire } from "node:module";
import type * as Bolt from "@slack/bolt";

/**
 * Bolt's parts, one by one. Its own front door loads Express, AWS Lambda's receiver and everything else that Bolt can do, which takes
 * longer than the start of this whole program.
 */
const here = createRequire(import.meta.url);
/** As Bolt itself finds its packages. */
const bolts = createRequire(here.resolve("@slack/bolt"));

export const { default: App } = here("@slack/bolt/dist/App.js") as { readonly default: typeof Bolt.App };
export const webApi = bolts("@slack/web-api") as typeof Bolt.webApi;
export const { LogLevel } = bolts("@slack/logger") as Pick<typeof Bolt, "LogLevel">;

export const { default: HTTPReceiver } = here("@slack/bolt/dist/receivers/HTTPReceiver.js") as {
  readonly default: typeof Bolt.HTTPReceiver;
};
export const { default: SocketModeReceiver } = here("@slack/bolt/dist/receivers/SocketModeReceiver.js") as {
  readonly default: typeof Bolt.SocketModeReceiver;
};
