/**
 * 人と職: who holds what, and how it passes on.
 *
 *   /policy 担当一覧 [部]     roles and goals with who holds them
 *   /policy アカウント        one person on two platforms
 *   /policy 異動              人事異動 that is to come, and a form for one (企画課)
 */

import { z } from "zod";
import { tokyoDate } from "../../../domain/time.js";
import { findDepartment } from "../../../store/departments.js";
import { findPlan } from "../../../store/plans.js";
import { act, type Feature, form, NO_CONTEXT, press, query, type Turn } from "../../catalogue.js";
import type { CommandIn, MessageIn } from "../../platform.js";
import type { Message } from "../../reply.js";
import { askerOf, isPlanningOf, mayArrange } from "../../roles.js";
import { noPlanView } from "../help/help-view.js";
import { withheldReportsView } from "../look-up/plan-words.js";
import { aboutDepartment, scopeOf } from "../look-up/scope.js";
import {
  codeForm,
  giveCode,
  openJoin,
  part,
  prefer,
  showAccounts,
  submitCode,
  submitJoin,
} from "./joining-accounts.js";
import {
  decideMove,
  openPost,
  openTransfer,
  showTransfers,
  submitPost,
  submitTransfer,
  transferDecision,
  withdrawMove,
} from "./transferring.js";
import { whoHolds } from "./who-holds.js";
import { departmentHoldersView, type MayChange, whoHoldsView } from "./who-holds-view.js";

const id = z.number().int().positive();
const holders = z.object({
  do: z.literal("who-holds"),
  plan: id,
  department: id.optional(),
  page: z.number().int().min(1).max(10_000).optional(),
});
const transfers = z.object({ do: z.literal("transfers") });
const transferForm = z.object({ do: z.literal("transfer-form") });
const transferWithdraw = z.object({ do: z.literal("transfer-withdraw"), transfer: id });
const accountsAsked = z.object({ do: z.literal("accounts") });
const accountCode = z.object({ do: z.literal("account-code") });
const accountCodeForm = z.object({ do: z.literal("account-code-form") });
const accountPrefer = z.object({ do: z.literal("account-prefer") });
const accountPart = z.object({ do: z.literal("account-part") });
const accountJoinForm = z.object({ do: z.literal("account-join-form") });
const postForm = z.object({ do: z.literal("post-form"), department: id.optional() });

declare module "../../query.js" {
  interface Queries {
    "who-holds": z.infer<typeof holders>;
  }
  interface Acts {
    transfers: z.infer<typeof transfers>;
    "transfer-form": z.infer<typeof transferForm>;
    "transfer-decide": z.infer<typeof transferDecision>;
    "transfer-withdraw": z.infer<typeof transferWithdraw>;
    "post-form": z.infer<typeof postForm>;
    accounts: z.infer<typeof accountsAsked>;
    "account-code": z.infer<typeof accountCode>;
    "account-code-form": z.infer<typeof accountCodeForm>;
    "account-prefer": z.infer<typeof accountPrefer>;
    "account-part": z.infer<typeof accountPart>;
    "account-join-form": z.infer<typeof accountJoinForm>;
  }
}

const NOTHING: MayChange = { posts: false, owners: false };

/** Whose department it is, sees who holds what in it; another municipality's people do not. */
function answer(turn: Turn, asked: z.infer<typeof holders>, may: MayChange): Message {
  const { db } = turn.bot;
  const plan = findPlan(db, asked.plan);
  if (plan === null) return noPlanView();
  if (!turn.seesReports(plan)) return withheldReportsView(plan);
  const page = asked.page ?? 1;
  const list = whoHolds(db, plan, tokyoDate(turn.surface.now), asked.department ?? null);
  const [of] = list.departments;
  return asked.department === undefined || of === undefined
    ? whoHoldsView(list, turn.surface, page, may)
    : departmentHoldersView(list, of, turn.surface, page, may);
}

function show(turn: Turn, incoming: CommandIn | MessageIn, rest: string): Message {
  const { bot } = turn;
  const { who, where } = incoming;
  const asker = askerOf(bot, who, where);
  const scope = scopeOf(turn, asker, rest);
  if ("kind" in scope) return scope;
  const { plan } = scope;
  const asked =
    scope.rest === ""
      ? { do: "who-holds" as const, plan: plan.id }
      : aboutDepartment(turn, scope, (department) => ({
          do: "who-holds",
          plan: plan.id,
          department: department.id,
        }));
  if ("kind" in asked) return asked;
  if (asked.do !== "who-holds") return turn.ask(asked);
  const department = asked.department === undefined ? null : findDepartment(bot.db, asked.department);
  return answer(turn, asked, {
    posts: isPlanningOf(bot, who, where, plan.municipalityId),
    owners: department !== null && mayArrange(bot, who, where, department.id),
  });
}

export const feature: Feature = {
  commands: [
    {
      word: "担当一覧",
      synonyms: ["たんとういちらん", "担当", "who"],
      usage: "[部]",
      help: "だれがどの役割と目標を受け持っているかを見ます。担当者のいない目標と、欠員の職も出ます。",
      example: "/policy 担当一覧 危機管理部",
      rarely: true,
      run: show,
    },
    {
      word: "異動",
      synonyms: ["いどう", "人事異動", "transfer"],
      usage: "",
      help: "人事異動を日付を付けて登録します。その日に役割と目標が後任の方に移ります（企画課）。",
      example: "/policy 異動",
      rarely: true,
      run: ({ bot }, incoming) => showTransfers(bot, incoming),
    },
    {
      word: "アカウント",
      synonyms: ["あかうんと", "連携", "account"],
      usage: "",
      help: "Slack と Teams など、二つのところで使う方のアカウントを一人として連携します。",
      example: "/policy アカウント",
      rarely: true,
      run: ({ bot }, incoming) => showAccounts(bot, incoming),
    },
  ],
  queries: [query(holders, (turn, asked) => answer(turn, asked, NOTHING))],
  presses: [
    press(transfers, ({ bot }, incoming) => showTransfers(bot, incoming)),
    press(accountsAsked, ({ bot }, incoming) => showAccounts(bot, incoming)),
    act(accountCode, ({ bot }, incoming) => giveCode(bot, incoming)),
    press(accountCodeForm, () => codeForm()),
    act(accountPrefer, ({ bot }, incoming) => prefer(bot, incoming)),
    act(accountPart, ({ bot }, incoming) => part(bot, incoming)),
    press(accountJoinForm, ({ bot }, incoming) => openJoin(bot, incoming)),
    press(transferForm, ({ bot }, incoming) => openTransfer(bot, incoming)),
    act(transferDecision, ({ bot }, incoming, asked) => decideMove(bot, incoming, asked)),
    act(transferWithdraw, ({ bot }, incoming, asked) => withdrawMove(bot, incoming, asked)),
    press(postForm, ({ bot }, incoming, asked) => openPost(bot, incoming, asked)),
  ],
  forms: [
    form("transfer", NO_CONTEXT, ({ bot }, incoming) => submitTransfer(bot, incoming)),
    form("account-code", NO_CONTEXT, ({ bot }, incoming) => submitCode(bot, incoming)),
    form("account-join", NO_CONTEXT, ({ bot }, incoming) => submitJoin(bot, incoming)),
    form("post", NO_CONTEXT, ({ bot }, incoming) => submitPost(bot, incoming)),
  ],
};
