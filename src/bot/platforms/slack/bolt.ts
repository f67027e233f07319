import { createRequire, Module } from "node:module";
import type * as Bolt from "@slack/bolt";

/**
 * Bolt's parts, one by one. Its own front door loads Express, AWS Lambda's receiver and everything else that Bolt can do, which takes
 * longer than the start of this whole program.
 */
const here = createRequire(import.meta.url);
/** As Bolt itself finds its packages. */
const bolts = createRequire(here.resolve("@slack/bolt"));

/**
 * App names the receivers that it makes where it is given none; they bring OAuth and a second HTTP client along. It is always given one
 * here, so that empty modules stand in their place while App is loaded.
 */
function withoutReceivers<Loaded>(load: () => Loaded): Loaded {
  const files = ["HTTPReceiver", "SocketModeReceiver"]
    .map((name) => here.resolve(`@slack/bolt/dist/receivers/${name}.js`))
    .filter((file) => here.cache[file] === undefined);
  for (const file of files) here.cache[file] = Object.assign(new Module(file), { loaded: true });
  try {
    return load();
  } finally {
    for (const file of files) delete here.cache[file];
  }
}

export const { default: App } = withoutReceivers(() => here("@slack/bolt/dist/App.js")) as {
  readonly default: typeof Bolt.App;
};
export const webApi = bolts("@slack/web-api") as typeof Bolt.webApi;
export const { LogLevel } = bolts("@slack/logger") as Pick<typeof Bolt, "LogLevel">;

/** How an answer goes to a response URL; throws where Slack does not take it. */
export const { createRespond } = here("@slack/bolt/dist/context/create-respond.js") as {
  readonly createRespond: (fetch: typeof globalThis.fetch, url: string) => Bolt.RespondFn;
};

/** Whether a request bears Slack's signature, and is not older than five minutes. */
export const { isValidSlackRequest } = here("@slack/bolt/dist/receivers/verify-request.js") as Pick<
  typeof Bolt,
  "isValidSlackRequest"
>;

/** Loaded where it is wanted. */
export function socketModeReceiver(): typeof Bolt.SocketModeReceiver {
  const { default: receiver } = here("@slack/bolt/dist/receivers/SocketModeReceiver.js") as {
    readonly default: typeof Bolt.SocketModeReceiver;
  };
  return receiver;
}
