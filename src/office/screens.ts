import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Bot } from "../bot/context.js";
import type { Address } from "../domain/own-page.js";
import type { Entrances } from "./entrances.js";
import { goalScreens } from "./goal-screens.js";
import { homeScreens } from "./home.js";
import { importScreens } from "./import-screens.js";
import { linkScreens } from "./link-screens.js";
import { returnedScreens } from "./returned-screens.js";
import { createOfficeApp } from "./routes.js";

/** All screens of the office page behind one listener of Node's own server. */
export function createListener(given: {
  readonly bot: Bot;
  readonly entrances: Entrances;
  readonly address: Address;
}): (request: IncomingMessage, response: ServerResponse) => unknown {
  const app = createOfficeApp({
    ...given,
    screens: [
      homeScreens(given.bot),
      importScreens(given.bot),
      goalScreens(given.bot),
      linkScreens(given.bot),
      returnedScreens(given.bot),
    ],
  });
  return getRequestListener(app.fetch, { overrideGlobalObjects: false });
}
