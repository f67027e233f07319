import type { IncomingMessage, ServerResponse } from "node:http";
import type { Bot, OfficeErrand } from "../bot/context.js";
import type { PlatformName, Route, SharedFile } from "../bot/platform.js";
import type { Address } from "../domain/own-page.js";
import { newErrorId } from "../log.js";
import { Entrances, type Visitor } from "./entrances.js";

/** The office page as the program uses it: a path of its server, and links into it. */
export interface OfficeSite {
  readonly route: Route;
  /** The whole address of a one-time link for this person. */
  readonly linkFor: (visitor: Visitor, errand?: OfficeErrand) => string;
}

/**
 * Fetches a document that lies in a conversation of a platform.
 * @throws FileUnavailable
 */
export type FetchDocument = (platform: PlatformName, file: SharedFile) => Promise<Uint8Array>;

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * The screens are loaded when somebody first opens one: most starts of the program never need them.
 * @param origin where this program is reached when there is no public address: known once it listens
 */
export function createOffice(given: {
  readonly bot: Bot;
  readonly address: Address;
  readonly origin: () => string;
  readonly fetchDocument: FetchDocument;
}): OfficeSite {
  const { bot, address, fetchDocument } = given;
  const entrances = new Entrances(bot.clock);
  let listening: Promise<Listener> | null = null;
  const load = async (): Promise<Listener> => {
    const { createListener } = await import("./screens.js");
    return createListener({ bot, entrances, address, fetchDocument });
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      listening ??= load();
      const listener = await listening;
      await listener(request, response);
    } catch (error) {
      listening = null;
      const errorId = newErrorId();
      bot.log.error({ err: error, errorId }, "the office page could not be loaded");
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
      response.end(`画面を開けませんでした。記録番号 ${errorId} を情報システム担当にお伝えください。\n`);
    }
  };
  return {
    route: { path: "/office", handle: (request, response) => void handle(request, response) },
    linkFor: (visitor, errand) =>
      `${(address.publicUrl ?? given.origin()).replace(/\/+$/, "")}/office/enter?t=${entrances.issue(visitor, errand)}`,
  };
}
