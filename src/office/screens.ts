import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { Bot } from "../bot/context.js";
import { Intakes } from "../bot/features/office/import-intake.js";
import { SheetIntakes } from "../bot/features/office/sheet-intake.js";
import type { Address } from "../domain/own-page.js";
import type { Entrances } from "./entrances.js";
import { evaluationScreens } from "./evaluation-screens.js";
import { goalScreens } from "./goal-screens.js";
import { homeScreens, standingScreens } from "./home.js";
import { importScreens } from "./import-screens.js";
import { indicatorScreens } from "./indicator-screens.js";
import { linkScreens } from "./link-screens.js";
import type { FetchDocument } from "./office-page.js";
import { paperScreens } from "./paper-screens.js";
import { peopleScreens } from "./people-screens.js";
import { reorganisationScreens } from "./reorganisation-screens.js";
import { returnedScreens } from "./returned-screens.js";
import { createOfficeApp, type OfficeEnv } from "./routes.js";

interface Given {
  readonly bot: Bot;
  readonly entrances: Entrances;
  readonly address: Address;
  readonly fetchDocument: FetchDocument;
}

/** All screens of the office page behind one listener of Node's own server. */
export function createListener(
  given: Given,
): (request: IncomingMessage, response: ServerResponse) => unknown {
  return getRequestListener(createScreens(given).fetch, { overrideGlobalObjects: false });
}

/** All screens of the office page; its list of routes is the whole of what can be asked. */
export function createScreens(given: Given): Hono<OfficeEnv> {
  const { bot, fetchDocument } = given;
  const sheets = new SheetIntakes(bot);
  return createOfficeApp({
    ...given,
    screens: [
      homeScreens(bot),
      importScreens({ intakes: new Intakes(bot), sheets, fetchDocument, log: bot.log }),
      goalScreens(bot),
      linkScreens(bot),
      peopleScreens(bot),
      reorganisationScreens(bot),
      returnedScreens(sheets),
      evaluationScreens(bot),
      indicatorScreens(bot),
      standingScreens(bot),
      paperScreens(bot),
    ],
  });
}
