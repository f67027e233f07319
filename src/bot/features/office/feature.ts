/**
 * The page for 企画課 in the browser.
 *
 *   /policy 管理     a one-time link to it
 */

import { recordAudit } from "../../../store/audit.js";
import type { Feature, Turn } from "../../catalogue.js";
import type { CommandIn, MessageIn } from "../../platform.js";
import { bold, type Message, quiet, say } from "../../reply.js";
import { isPlanning } from "../../roles.js";
import { actorOf } from "../reporting/recording.js";

/** Gives the link to who may have it, where nobody else reads it. */
function giveLink({ bot }: Turn, incoming: CommandIn | MessageIn): Message {
  const { who, where } = incoming;
  if (bot.officeLink === null)
    return say("企画課の画面は、プログラムが動いているときに Slack、Teams などから開けます。");
  if (!isPlanning(bot, who, where)) {
    return say(
      "企画課の画面を開けるのは、企画課の役割をお持ちの方です。必要なときは企画課にお申し出ください。",
    );
  }
  // What answers a mention is read by the whole channel.
  if (incoming.kind === "message" && where.kind !== "direct") {
    return say("リンクはご本人だけにお渡しします。このボットとの1対1のチャットで「管理」と送ってください。");
  }
  const link = bot.officeLink({ platform: where.platform, id: who.id, name: who.name });
  recordAudit(bot.db, {
    at: bot.clock(),
    actor: actorOf(incoming),
    action: "office.link",
    target: `person:${where.platform}:${who.id}`,
    before: null,
    after: null,
    via: "command",
  });
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [{ ...bold("企画課の画面を開く"), link }] },
      {
        kind: "fine",
        spans: [quiet("10分以内に一度だけ使えます。ほかの方に渡さないでください。")],
      },
    ],
  };
}

export const feature: Feature = {
  commands: [
    {
      word: "管理",
      synonyms: ["かんり", "admin", "office"],
      usage: "",
      help: "文書の取込み、進捗一覧の受渡し、目標の手直しをする画面を開きます（企画課）。",
      example: "/policy 管理",
      rarely: true,
      run: giveLink,
    },
  ],
};
