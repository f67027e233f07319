/**
 * One person on two platforms: a code shown in one place and typed in the other says that both accounts are theirs; 企画課 may say it
 * too. Roles and goals count once then, and reminders come to one place.
 */

import { randomInt } from "node:crypto";
import { MINUTE, tokyoDate } from "../../../domain/time.js";
import { joinAccounts, keepCode, partAccounts, preferAccount, redeemCode } from "../../../store/accounts.js";
import { accountsOf, findMain, findPerson, findPersonById } from "../../../store/people.js";
import { actOf, personOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, CommandIn, FormIn, Incoming, MessageIn } from "../../platform.js";
import {
  type Block,
  type Button,
  type Form,
  type Message,
  quiet,
  type Reply,
  say,
  span,
} from "../../reply.js";
import { homesOf, isPlanningOf, isTurnedAway, municipalityInHand, namedAdmin } from "../../roles.js";

import { planningOnlyView, wrong } from "../settings/setting-access.js";
import { candidates } from "./planned-moves.js";

/** Signs that are not taken for one another. */
const SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const LENGTH = 8;
const LIFE = 15 * MINUTE;

const PLATFORMS: Readonly<Record<string, string>> = {
  slack: "Slack",
  teams: "Teams",
  web: "Web の画面",
  cli: "コマンド",
};

const mayPlan = (bot: Bot, { who, where }: Incoming): boolean => {
  const municipality = municipalityInHand(bot, who, where);
  return municipality !== null && isPlanningOf(bot, who, where, municipality);
};

const line = (text: string): Block => ({ kind: "text", spans: [span(text)] });

/** `/policy アカウント`: which accounts are one's own, and what can be done about it. */
export function showAccounts(bot: Bot, incoming: CommandIn | MessageIn | ButtonIn): Message {
  const { who, where } = incoming;
  const person = findPerson(bot.db, where.platform, who.id);
  const accounts = person === null ? [] : accountsOf(bot.db, person.id);
  const joined = accounts.length > 1;
  const main = person === null ? null : findMain(bot.db, person.id);
  const names = accounts.flatMap((id) => {
    const account = findPersonById(bot.db, id);
    return account === null ? [] : [PLATFORMS[account.platform] ?? account.platform];
  });
  const buttons: Button[] = [
    { label: "連携コードを出す", press: { do: "account-code" } },
    { label: "連携コードを入れる", press: { do: "account-code-form" } },
    ...(joined && main?.id !== person?.id
      ? [{ label: "お知らせをここで受け取る", press: { do: "account-prefer" as const } }]
      : []),
    ...(joined ? [{ label: "連携をやめる", press: { do: "account-part" as const } }] : []),
    ...(mayPlan(bot, incoming)
      ? [{ label: "ほかの方のアカウントを連携する", press: { do: "account-join-form" as const } }]
      : []),
  ];
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: "アカウントの連携" },
      ...(joined
        ? [
            line(`${names.join("と")}のアカウントが、お一人のものとして連携されています。`),
            line(`お知らせは ${PLATFORMS[main?.platform ?? ""] ?? ""} に届きます。`),
          ]
        : [
            line(
              "Slack と Teams など、二つのところでお使いのときに連携すると、役割と担当が一つにまとまり、お知らせは片方だけに届きます。",
            ),
            line("片方で連携コードを出し、もう片方でそのコードを入れてください。"),
          ]),
      { kind: "buttons", buttons },
    ],
  };
}

/** Shown to the person alone; whoever types it becomes one with them. */
export function giveCode(bot: Bot, incoming: ButtonIn): Message {
  const { who, where } = incoming;
  if (isTurnedAway(bot, who, municipalityInHand(bot, who, where)))
    return say("ゲストの方とほかの組織の方は、連携を使えません。");
  const code = Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)] ?? "").join("");
  const person = personOf(bot, incoming);
  keepCode(bot.db, person.id, code, bot.clock() + LIFE);
  return {
    kind: "message",
    audience: "private",
    blocks: [
      {
        kind: "text",
        spans: [span("連携コード: "), { text: `${code.slice(0, 4)}-${code.slice(4)}`, bold: true }],
      },
      {
        kind: "fine",
        spans: [
          quiet(
            "15分以内に、もう片方で「/policy アカウント」→「連携コードを入れる」から入れてください。一度だけ使えます。入れた方があなたと同じ役割を持ちますので、ほかの方に渡さないでください。",
          ),
        ],
      },
    ],
  };
}

export const codeForm = (): Form => ({
  kind: "form",
  id: "account-code",
  title: "連携コードを入れる",
  submit: "連携する",
  context: "{}",
  intro: [span("もう片方で出したコードを入れてください。お知らせは、コードを出した方に届くようになります。")],
  fields: [{ name: "code", label: "連携コード", type: "text", maxLength: 20 }],
});

const CANNOT = {
  same: "このアカウントは、すでに連携されています。",
  platform: "同じところのアカウントどうしは連携できません。",
} as const;

export function submitCode(bot: Bot, incoming: FormIn): Reply {
  const { who, where, values } = incoming;
  if (isTurnedAway(bot, who, municipalityInHand(bot, who, where)))
    return say("ゲストの方とほかの組織の方は、連携を使えません。");
  const code = (values.code ?? "")
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^A-Z0-9]/gu, "");
  const first = redeemCode(bot.db, code, bot.clock());
  if (first === null)
    return wrong({ code: "このコードは使えません。15分を過ぎているか、すでに使われています。" });
  const person = personOf(bot, incoming);
  const problem = joinAccounts(bot.db, first, person.id, actOf(bot, incoming, incoming.kind));
  if (problem !== null) return wrong({ code: CANNOT[problem] });
  return say(
    "連携しました。役割と担当は一つにまとまり、お知らせは片方だけに届きます。",
    "届くところを変えるときや、連携をやめるときは、/policy アカウント をご覧ください。",
  );
}

export function prefer(bot: Bot, incoming: ButtonIn): Message {
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  const done = person !== null && preferAccount(bot.db, person.id, actOf(bot, incoming, incoming.kind));
  return say(
    done ? "これからのお知らせは、ここに届きます。" : "お知らせは、すでにここに届くようになっています。",
  );
}

export function part(bot: Bot, incoming: ButtonIn): Message {
  const person = findPerson(bot.db, incoming.where.platform, incoming.who.id);
  const done = person !== null && partAccounts(bot.db, person.id, actOf(bot, incoming, incoming.kind));
  return say(
    done
      ? "連携をやめました。役割と担当は、それぞれのアカウントに付いていたものに戻ります。"
      : "連携されているアカウントはありません。",
  );
}

/** One less than a menu of Slack holds. */
const MOST = 99;

export function openJoin(bot: Bot, incoming: ButtonIn): Form | Message {
  const municipality = municipalityInHand(bot, incoming.who, incoming.where);
  if (municipality === null || !mayPlan(bot, incoming)) return planningOnlyView();
  const options = accountOptions(bot, municipality).slice(0, MOST);
  return {
    kind: "form",
    id: "account-join",
    title: "アカウントを連携する",
    submit: "保存する",
    context: "{}",
    intro: [
      span("お一人の方が二つのところで使っているとき、一人として扱います。お知らせは一つ目に届きます。"),
    ],
    fields: [
      {
        name: "act",
        label: "操作",
        type: "radio",
        options: [
          { value: "join", label: "連携する" },
          { value: "part", label: "連携をやめる" },
        ],
        initial: "join",
      },
      { name: "first", label: "一つ目", type: "select", options },
      { name: "second", label: "二つ目", type: "select", options, optional: true },
    ],
  };
}

/** Every account of the people who can be meant, with where it is. */
function accountOptions(
  bot: Bot,
  municipality: number,
): { readonly value: string; readonly label: string }[] {
  return candidates(bot.db, municipality, tokyoDate(bot.clock())).map(({ id, name }) => {
    const places = accountsOf(bot.db, id).flatMap((account) => {
      const found = findPersonById(bot.db, account);
      return found === null ? [] : [PLATFORMS[found.platform] ?? found.platform];
    });
    return { value: String(id), label: `${name}（${places.join("、")}）` };
  });
}

/**
 * Who is named in the configuration holds the right of 企画課 by each of their accounts: only somebody who has that right joins
 * theirs to another one.
 */
function mayJoin(bot: Bot, { who, where }: FormIn, people: readonly number[]): boolean {
  const ids = people
    .flatMap((id) => accountsOf(bot.db, id))
    .flatMap((id) => findPersonById(bot.db, id)?.platformId ?? []);
  const named = namedAdmin(bot, ids);
  if (named === "every") return homesOf(bot, who, where) === "every";
  return named.every((municipality) => municipality !== null && isPlanningOf(bot, who, where, municipality));
}

export function submitJoin(bot: Bot, incoming: FormIn): Reply {
  const { values } = incoming;
  const municipality = municipalityInHand(bot, incoming.who, incoming.where);
  if (municipality === null || !mayPlan(bot, incoming)) return planningOnlyView();
  const known = new Set(accountOptions(bot, municipality).map(({ value }) => value));
  const first = values.first ?? "";
  const second = values.second ?? "";
  if (!known.has(first)) return wrong({ first: "一つ目のアカウントを選んでください。" });
  if (values.act === "part")
    return partAccounts(bot.db, Number(first), actOf(bot, incoming, incoming.kind))
      ? say("連携をやめました。")
      : wrong({ first: "この方のアカウントは連携されていません。" });
  if (!known.has(second)) return wrong({ second: "二つ目のアカウントを選んでください。" });
  if (!mayJoin(bot, incoming, [first, second].map(Number)))
    return wrong({
      second: "環境変数 ADMIN_USERS に書かれた方のアカウントは、ご本人が連携コードで連携してください。",
    });
  const problem = joinAccounts(bot.db, Number(first), Number(second), actOf(bot, incoming, incoming.kind));
  return problem === null ? say("連携しました。") : wrong({ second: CANNOT[problem] });
}
