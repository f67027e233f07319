import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { welcomeView } from "../src/bot/features/help/help-view.js";
import { COMMANDS, FEATURES } from "../src/bot/features.js";
import type { Where } from "../src/bot/platform.js";
import { renderMessage } from "../src/bot/platforms/slack/render.js";
import { renderCards } from "../src/bot/platforms/teams/render.js";
import { wireForm } from "../src/bot/platforms/web/forms.js";
import { wireBlock } from "../src/bot/platforms/web/render.js";
import type { Press } from "../src/bot/query.js";
import { type Block, type Form, type FormField, type Reply, replyText } from "../src/bot/reply.js";
import { replySchema } from "../src/bot/reply-schema.js";
import { setConfirming } from "../src/store/confirmations.js";
import { type Db, inTransaction } from "../src/store/database.js";
import { listDepartments } from "../src/store/departments.js";
import { listGoals } from "../src/store/goals.js";
import { jsonWithBytes } from "../src/store/outbox.js";
import { ensurePerson, setOwner } from "../src/store/people.js";
import { rememberThread } from "../src/store/threads.js";
import { Conversation, pressesOf } from "./kit/conversation.js";
import { bindChannel, giveRole } from "./kit/people.js";
import { importText, NOW, report, temporaryDatabase } from "./kit/plan-store.js";
import { WARD } from "./kit/ward.js";

/**
 * Everything that people can come to see, in every kind of place: from each command, the home page and the menu of a message, over
 * every button and every form that is found on the way. A new feature's views are among them by themselves.
 */

interface Place {
  readonly name: string;
  readonly where: Where;
  readonly bound: "department" | "planning" | null;
}

const place = (
  name: string,
  platform: Where["platform"],
  conversation: string,
  more: Partial<Where> = {},
  bound: Place["bound"] = null,
): Place => ({
  name,
  bound,
  where: {
    platform,
    conversation,
    kind: "channel",
    name: null,
    thread: null,
    destination: { channel: conversation, conversation },
    ...more,
  },
});

const direct = { kind: "direct" } as const;
const PLACES: readonly Place[] = [
  place("Slack, a direct message", "slack", "D0DIRECT01", direct),
  place("Slack, a department's channel", "slack", "C0KIKI0001", {}, "department"),
  place("Slack, a thread of it", "slack", "C0KIKI0001", { thread: "1795000000.000100" }, "department"),
  place("Slack, a channel of nobody", "slack", "C0NOBODY01"),
  place("Slack, the channel of 企画課", "slack", "C0PLAN0001", {}, "planning"),
  place("Teams, a personal chat", "teams", "a:1pL6i0oY3C0K8oAj8LYN", direct),
  place("Teams, a department's channel", "teams", "19:kiki@thread.tacv2", {}, "department"),
  place("Teams, a group chat", "teams", "19:group@thread.v2", { chat: true }),
  place("Teams, a group chat of a department", "teams", "19:dept@thread.v2", { chat: true }, "department"),
  place("the page, a direct message and マイページ", "web", "dm:web:shokuin", direct),
  place("the page, a channel", "web", "c-危機管理部", { name: "危機管理部" }, "department"),
];

/** Nobody is shown what a platform calls people and places, nor what a program calls nothing. */
const IDS = /\b[UCTDG][A-Z0-9]{6,}\b|19:\S+@thread|\b(?:web|slack|teams):[\w-]+|\b29:\S+/u;
const NOTHING = /「」|『』|（）|\bundefined\b|\bnull\b|\bNaN\b|\[object/u;

/** So many buttons of one kind are pressed in a place. */
const OF_A_KIND = 2;
const MOST = 400;

/** The ward with reports, roles and owners of people whose names the platform has not told, and channels without names. */
function furnished({ where, bound }: Place): Db {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD, { now: NOW });
  const departments = listDepartments(db, planId);
  const own = departments.find(({ name }) => name === "危機管理部");
  if (own === undefined) throw new Error("no department");
  const goals = listGoals(db, own.id);
  const nameless = ensurePerson(db, "slack", "U0PERSON01", null);
  for (const role of ["coordinator", "manager"] as const)
    giveRole(db, nameless.id, { role, departmentId: own.id, post: null });
  giveRole(db, nameless.id, { role: "planning", departmentId: null, post: null });
  for (const goal of goals.slice(0, 2)) setOwner(db, goal.id, nameless.id);
  setConfirming(db, "緑風区", true);
  const [first] = goals;
  if (first !== undefined)
    inTransaction(db, () => report(db, first.id, { authorId: nameless.id, text: "協議を始めた" }));
  if (bound !== null) {
    const { platform, conversation, destination, name } = where;
    const departmentId = bound === "planning" ? null : own.id;
    bindChannel(db, { platform, conversation, destination, name, purpose: bound, departmentId }, NOW);
    rememberThread(db, {
      platform,
      conversation,
      root: "1795000000.000100",
      kind: "digest",
      planId,
      departmentId: own.id,
      destination,
      createdAt: NOW,
      goalIds: goals.map(({ id }) => id),
    });
  }
  return db;
}

const fieldWords = (field: FormField): string[] => [
  field.label,
  field.hint ?? "",
  ...("options" in field ? field.options.map(({ label }) => label) : []),
];

function wordsOf(reply: Reply): string {
  if (reply.kind !== "form") return replyText(reply);
  return [replyText(reply), reply.submit, ...reply.fields.flatMap(fieldWords)].join("\n");
}

/** As the two platforms show it in plain words; throws where one of them cannot. */
function shownBySlackAndTeams(reply: Reply): string[] {
  if (reply.kind !== "message" && reply.kind !== "home") return [];
  const slack = renderMessage(reply.blocks).map(({ text }) => text);
  const teams = renderCards(reply.blocks, { own: true, key: null, dialogs: true, stands: "message" });
  return [...slack, ...teams.map((card) => String(card.speak ?? card.fallbackText ?? ""))];
}

const inTeams = (blocks: readonly Block[]): string =>
  JSON.stringify(renderCards(blocks, { own: true, key: null, dialogs: true, stands: "message" }));

/** What the web page is given and does not show: what a button brings back, pictures, and how something looks. */
const UNSEEN: ReadonlySet<string> = new Set([
  "kind",
  "value",
  "src",
  "style",
  "align",
  "type",
  "link",
  "id",
  "name",
  "context",
]);

/** Every word that the web page shows of something that it is sent. */
function shownByPage(sent: unknown): string[] {
  if (typeof sent === "string") return [sent];
  if (typeof sent !== "object" || sent === null) return [];
  return Object.entries(sent).flatMap(([key, value]) => (UNSEEN.has(key) ? [] : shownByPage(value)));
}

function shownByWeb(reply: Reply): string[] {
  if (reply.kind === "form") return shownByPage(wireForm(reply));
  return reply.kind === "message" || reply.kind === "home" ? shownByPage(reply.blocks.map(wireBlock)) : [];
}

/** What a form holds when it is opened; where it holds nothing, the first that it offers, or a word. */
function filled(form: Form): Record<string, string> {
  const value = (field: FormField): string => {
    if ("initial" in field && field.initial !== undefined) return String(field.initial);
    if ("options" in field) return field.options[0]?.value ?? "";
    return field.type === "text" ? "協議を始めた" : "";
  };
  return Object.fromEntries(form.fields.map((field) => [field.name, value(field)]));
}

/** Every reply that can be come to in a place, with the way there. */
async function seen(given: Place, reached: Set<string>) {
  const chat = new Conversation(furnished(given), { where: given.where, pageSize: 900, name: null });
  const replies: { readonly way: string; readonly reply: Reply }[] = [];
  const pressed = new Map<string, number>();
  const open: { readonly way: string; readonly press: Press }[] = [];
  const take = (way: string, reply: Reply | null): void => {
    if (reply === null) return;
    replies.push({ way, reply });
    for (const press of pressesOf(reply)) open.push({ way: `${way} > ${press.do}`, press });
  };
  for (const { word, example } of COMMANDS)
    for (const text of [
      word,
      example.replace(/^\/policy ?/u, ""),
      `${word} 危機管理部`,
      `${word} 危機管理部 2`,
    ])
      take(`/policy ${text}`, await chat.typed(text));
  for (const text of ["ひらめき", "遅れ", "2", "危機管理部 経営戦略", "令和7年度 危機管理部"])
    take(`/policy ${text}`, await chat.typed(text));
  take("home", await chat.home());
  take("shortcut", await chat.shortcut("1795000000.000200"));
  take("welcome", welcomeView(given.where));
  for (let next = open.shift(); next !== undefined && replies.length < MOST; next = open.shift()) {
    const { way, press } = next;
    const kind = `${press.do} ${"form" in press ? String(press.form) : ""}`;
    const count = pressed.get(kind) ?? 0;
    if (count >= OF_A_KIND) continue;
    pressed.set(kind, count + 1);
    reached.add(press.do);
    const reply = await chat.press(press);
    take(way, reply);
    if (reply?.kind !== "form") continue;
    reached.add(`form ${reply.id}`);
    take(`${way}, sent empty`, await chat.submit(reply.id, reply.context, {}));
    take(`${way}, sent`, await chat.submit(reply.id, reply.context, filled(reply)));
  }
  return replies;
}

const specs = FEATURES.flatMap(({ queries = [], presses = [], forms = [] }) => [
  ...[...queries, ...presses].map(({ schema }) => schema.shape.do.value),
  ...forms.map(({ id }) => `form ${id}`),
]);

/** Buttons and forms to which a quiet ward without evaluations and troubles does not lead; their own tests look at them. */
const ELSEWHERE: readonly string[] = [
  "account-part",
  "account-prefer",
  "all-unchanged",
  "assembly",
  "assembly-department",
  "bind-here",
  "close-year",
  "confirm",
  "confirm-all",
  "deputy-end",
  "evaluation-confirm",
  "evaluation-department",
  "evaluation-form",
  "evaluation-page",
  "evaluation-return-form",
  "evaluation-settle",
  "evaluation-sheet",
  "evaluations",
  "form evaluation",
  "form evaluation-return",
  "form instant-remove",
  "form link",
  "form mend",
  "form municipality",
  "form return",
  "form settle",
  "form topic",
  "improvement",
  "in-state",
  "indicator-remove",
  "indicators-of",
  "instant-remove-form",
  "keep",
  "link-confirm",
  "link-form",
  "link-fresh",
  "mend-form",
  "occasion-close",
  "record-beside",
  "retry-event",
  "return-form",
  "search",
  "settle",
  "settle-form",
  "snooze",
  "transfer-decide",
  "transfer-withdraw",
  "undo",
];

describe("what people see", () => {
  const reached = new Set<string>();

  for (const given of PLACES)
    it(`in ${given.name} names no id and no nothing, and fits the place`, async () => {
      const replies = await seen(given, reached);
      expect(replies.length).toBeGreaterThan(100);
      const wrong = replies.flatMap(({ way, reply }) => {
        const words = [wordsOf(reply), ...shownBySlackAndTeams(reply), ...shownByWeb(reply)].join("\n");
        const isDirect = given.where.kind === "direct" || reply.kind === "home";
        return [
          IDS.exec(words)?.[0],
          NOTHING.exec(words)?.[0],
          isDirect ? /このチャンネル|チャンネルに共有$/mu.exec(words)?.[0] : undefined,
          given.where.chat === true
            ? /このチャンネル|(?:この|その)スレッド|スレッドへの返信|チャンネルに共有$/mu.exec(words)?.[0]
            : undefined,
          given.where.thread === null ? undefined : /このスレッドは/u.exec(words)?.[0],
        ].flatMap((found) => (found === undefined ? [] : [`${way}: ${found}`]));
      });
      expect(wrong).toEqual([]);
      // Every picture is a chart in Teams, or the lines of one.
      const pictures = replies.flatMap(({ way, reply }) =>
        reply.kind === "message" && reply.blocks.some(({ kind }) => kind === "image") ? [{ way, reply }] : [],
      );
      expect(pictures.length).toBeGreaterThan(0);
      for (const { way, reply } of pictures)
        expect(inTeams(reply.blocks), way).toMatch(/"Chart\.|"text":"[▁▂▃▄▅▆▇█]+"/u);
      // What is kept until it can be sent is read back as it was.
      for (const { way, reply } of replies)
        if (reply.kind === "message" || reply.kind === "home") {
          const { file: _, ...kept } = { file: undefined, ...reply };
          const written = JSON.parse(jsonWithBytes(kept));
          expect(JSON.parse(jsonWithBytes(replySchema.parse(written))), way).toEqual(written);
        }
    });

  it("on the web page before anything is asked names no id and no nothing either", () => {
    const folder = path.join(import.meta.dirname, "../src/bot/platforms/web/public");
    const pages = readdirSync(folder).filter((name) => name.endsWith(".html"));
    expect(pages.length).toBeGreaterThan(1);
    const wrong = pages.flatMap((name) => {
      const words = readFileSync(path.join(folder, name), "utf8")
        .replace(/<head>.*<\/head>/su, "")
        .replace(/ (?:id|class|for|src|href|data-by|aria-controls|aria-labelledby)="[^"]*"/gu, "");
      return [IDS, NOTHING]
        .flatMap((wanted) => wanted.exec(words)?.[0] ?? [])
        .map((found) => `${name}: ${found}`);
    });
    expect(wrong).toEqual([]);
  });

  it("is all of it: every button and every form of every feature was come to", () => {
    expect(specs.filter((spec) => !reached.has(spec) && !ELSEWHERE.includes(spec))).toEqual([]);
    expect(ELSEWHERE.filter((spec) => !specs.includes(spec))).toEqual([]);
  });
});
