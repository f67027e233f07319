import { spokenText } from "../../../domain/said-text.js";
import { recordAudit } from "../../../store/audit.js";
import { findBinding } from "../../../store/bindings.js";
import { actOf, actorOf } from "../../acting.js";
import type { Bot, DepartmentErrand, OfficeErrand } from "../../context.js";
import type { ButtonIn, CommandIn, MessageIn } from "../../platform.js";
import { type Block, bold, type Message, quiet, type Reply, say } from "../../reply.js";
import { isPlanning, isTurnedAway, municipalityInHand } from "../../roles.js";

/**
 * A one-time link to the office page for whoever may use it; said to them alone.
 * @param others how many documents came with the one that the errand is about
 */
export function linkTo(
  bot: Bot,
  incoming: CommandIn | MessageIn,
  errand: OfficeErrand | null,
  others = 0,
): Message {
  const { who, where } = incoming;
  if (bot.officeLink === null) return noPageView("企画課の画面");
  if (!isPlanning(bot, who, where)) return mayNotImportView();
  const link = bot.officeLink({ platform: where.platform, id: who.id, name: who.name }, errand ?? undefined);
  recordLink(bot, incoming, errand === null ? null : { errand: errand.kind });
  return linkView(link, errand, others);
}

/** A plan that somebody puts into the channel of 企画課, or sends to the bot, leads to the office page. */

/**
 * True where the message is about its document. Other people's words with a document beside them are read as words: a report may
 * have one.
 */
export function isForOffice(bot: Bot, incoming: MessageIn): boolean {
  const { documents = [], where, who } = incoming;
  if (documents.length === 0 || bot.officeLink === null) return false;
  const ours =
    where.kind === "direct" ||
    findBinding(bot.db, where.platform, where.conversation)?.purpose === "planning";
  return ours && (isPlanning(bot, who, where) || spokenText(incoming.said) === "");
}

/** The way on, for the author alone. */
export function onDocument(bot: Bot, incoming: MessageIn): Reply {
  const [file, ...others] = incoming.documents ?? [];
  const { who, where } = incoming;
  const aside =
    file === undefined || !isPlanning(bot, who, where)
      ? mayNotImportView()
      : linkTo(bot, incoming, { kind: "document", platform: where.platform, file }, others.length);
  return { kind: "receipt", sign: "none", aside };
}

/**
 * A one-time link to a page of a department for whoever pressed, said to them alone and written down. Whether they may open the page is
 * asked before, and by the page itself.
 */
export function departmentLink(
  bot: Bot,
  incoming: ButtonIn,
  errand: DepartmentErrand,
  words: {
    readonly label: string;
    readonly note: string;
    /** What to type in private, where a link cannot be given here. */
    readonly typed: string;
  },
): Message {
  const { who, where } = incoming;
  if (bot.officeLink === null || isTurnedAway(bot, who, municipalityInHand(bot, who, where)))
    return noPageView("この画面");
  // In Teams what answers a press in a channel may be seen there.
  if (where.platform === "teams" && where.kind !== "direct") return pageInPrivateView(words.typed);
  const link = bot.officeLink({ platform: where.platform, id: who.id, name: who.name }, errand);
  const { kind, ...about } = errand;
  recordLink(bot, incoming, { errand: kind, ...about });
  return departmentLinkView(words.label, link, words.note);
}

/** Who was given a link is written down, and for what. */
function recordLink(
  bot: Bot,
  incoming: CommandIn | MessageIn | ButtonIn,
  after: Readonly<Record<string, unknown>> | null,
): void {
  recordAudit(bot.db, {
    ...actOf(bot, incoming, incoming.kind),
    action: "office.link",
    target: `person:${actorOf(incoming)}`,
    before: null,
    after,
  });
}

/** Where a page of a department is, below the program's address. */
export const departmentPath = (errand: DepartmentErrand): string =>
  errand.kind === "standing"
    ? `/office/standing/${errand.department}`
    : `/office/evaluations/${errand.occasion}/${errand.department}`;

/** The way to the office page, in words. */

/** The link to a page of a department. @param label what it opens @param note what the page is good for */
function departmentLinkView(label: string, link: string, note: string): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "text", spans: [{ ...bold(label), link }] },
      {
        kind: "fine",
        spans: [quiet(`10分以内に一度だけ使えます。${note}ほかの方に渡さないでください。`)],
      },
    ],
  };
}

const noPageView = (page: string): Message =>
  say(`${page}は、プログラムが動いているときに Slack、Teams などから開けます。`);

/** @param typed what to send to the bot alone */
const pageInPrivateView = (typed: string): Message =>
  say(
    `リンクはご本人だけにお渡しします。このボットとの1対1のチャットで「${typed}」と送り、ボタンを押してください。`,
  );

const mayNotImportView = (): Message =>
  say("企画課の画面を開けるのは、企画課の役割をお持ちの方です。必要なときは企画課にお申し出ください。");

function linkView(link: string, errand: OfficeErrand | null, others: number): Message {
  const file = errand?.kind === "document" ? errand.file : null;
  const label =
    errand === null
      ? "企画課の画面を開く"
      : file === null || file.source === null
        ? "文書を取り込む画面を開く"
        : `「${file.name}」を取り込む画面を開く`;
  const blocks: Block[] = [{ kind: "text", spans: [{ ...bold(label), link }] }];
  if (file?.source === null) {
    blocks.unshift(
      line(
        "Teams のチャンネルやグループチャットに置かれたファイルは、ボットからは読めません（Microsoft 365 の管理者の許可が要ります）。次のどちらかで取り込めます。",
      ),
    );
    blocks.push(line("または、ボットとの個人チャットに、同じファイルを送ってください。"));
  } else if (file !== null) {
    blocks.push(
      line("開くと文書を読み取ります。確かめたいことだけを伺い、内容をお見せしてから取り込みます。"),
    );
  }
  if (others > 0) {
    blocks.push(line(`ほかの${others}件は、この文書が済んでから、1件ずつ送ってください。`));
  }
  blocks.push({
    kind: "fine",
    spans: [quiet("10分以内に一度だけ使えます。ほかの方に渡さないでください。")],
  });
  return { kind: "message", audience: "private", blocks };
}

const line = (text: string): Block => ({ kind: "text", spans: [{ text }] });
