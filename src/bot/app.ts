/**
 * The bot: Incoming → Reply or silence. Routing and the error boundary; each feature has a file of its own.
 */
import { newErrorId } from "../log.js";
import { askerOf } from "./asker.js";
import { parseCommand } from "./commands.js";
import type { Bot, Surface } from "./context.js";
import { homePage } from "./home.js";
import { answerCommand, answerQuery } from "./look-up.js";
import type { ButtonIn, Handle, Incoming, PlatformName } from "./platform.js";
import { decodePress, type Press } from "./query.js";
import { type Message, quiet, type Reply, say } from "./reply.js";
import { apologyView } from "./views/help.js";

export interface AppOptions {
  /** Visible characters on a page, per platform. */
  readonly pageSize: (platform: PlatformName) => number;
}

/** The handler that every adapter calls. It never rejects. */
export function createHandle(bot: Bot, options: AppOptions): Handle {
  return async (incoming) => {
    try {
      return route(bot, incoming, {
        pageSize: options.pageSize(incoming.where.platform),
        now: bot.clock(),
      });
    } catch (error) {
      const errorId = newErrorId();
      bot.log.error({ errorId, err: error, kind: incoming.kind, key: incoming.key }, "handling failed");
      return apologyView(errorId);
    }
  };
}

function route(bot: Bot, incoming: Incoming, surface: Surface): Reply | null {
  switch (incoming.kind) {
    case "command":
      return command(bot, incoming, incoming.text, surface);
    case "message":
      return incoming.addressed ? command(bot, incoming, incoming.text, surface) : null;
    case "button":
      return button(bot, incoming, surface);
    case "home":
      return homePage(bot, askerOf(bot, incoming.who, incoming.where), surface);
    case "edit":
    case "delete":
    case "form":
    case "shortcut":
    case "arrival":
    case "departure":
      return null;
  }
}

function command(bot: Bot, incoming: Incoming, text: string, surface: Surface): Reply {
  const asked = parseCommand(text);
  switch (asked.kind) {
    case "report":
    case "settings":
      return say("この操作はまだ使えません。");
    case "overview":
    case "help":
    case "search":
    case "stale":
    case "standing":
    case "history":
    case "look":
      return answerCommand(bot, asked, askerOf(bot, incoming.who, incoming.where), surface);
  }
}

function button(bot: Bot, incoming: ButtonIn, surface: Surface): Reply {
  const press = decodePress(incoming.value);
  if (press === null) return say("このボタンは古くなっています。もう一度 /policy から開いてください。");
  return answerPress(bot, press, incoming, surface);
}

function answerPress(bot: Bot, press: Press, incoming: ButtonIn, surface: Surface): Reply {
  switch (press.do) {
    case "share":
      return shared(answerQuery(bot, press.of, surface), incoming);
    case "overview":
    case "department":
    case "goal":
    case "search":
    case "stale":
    case "standing":
    case "history":
    case "settings":
    case "help":
      return { ...answerQuery(bot, press, surface), replace: true };
    default:
      return say("この操作はまだ使えません。");
  }
}

/** The same answer for everybody in the channel, with the name of the person who shared it and without a second share button. */
function shared(message: Message, incoming: ButtonIn): Message {
  const who = incoming.who.name ?? "どなたか";
  const blocks = message.blocks.map((block) =>
    block.kind === "buttons"
      ? { ...block, buttons: block.buttons.filter((button) => button.press.do !== "share") }
      : block,
  );
  return {
    ...message,
    audience: "channel",
    blocks: [
      ...blocks.filter((block) => block.kind !== "buttons" || block.buttons.length > 0),
      { kind: "fine", spans: [quiet(`${who}さんが共有しました`)] },
    ],
  };
}
