/** 人事異動 and posts, for 企画課 alone. */

import { z } from "zod";
import { parseDate, tokyoDate } from "../../../domain/time.js";
import { type Department, findDepartment, listDepartments } from "../../../store/departments.js";
import { listGoals } from "../../../store/goals.js";
import { namesOf } from "../../../store/holding.js";
import { findOrganisation } from "../../../store/organisations.js";
import { accountsOf, ensurePerson, findMain, type Role } from "../../../store/people.js";
import type { Plan } from "../../../store/plans.js";
import {
  addPostGoals,
  addPostRole,
  changePost,
  endHolding,
  ensurePost,
  findPost,
  listPosts,
  placeHolder,
  setPostRoles,
} from "../../../store/posts.js";
import { listComing, withdrawTransfer } from "../../../store/transfers.js";
import { actOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import type { ButtonIn, FormIn, Incoming } from "../../platform.js";
import type { Acts } from "../../query.js";
import { type Form, type Message, type Reply, say } from "../../reply.js";
import { isPlanningOf, municipalityInHand, planMeant } from "../../roles.js";
import { noPlanView, outdatedView } from "../help/help-view.js";
import { Held } from "../office/held.js";
import { isOfficeOf, type OfficeVisitor, visitorActor } from "../office/office-rights.js";

import { auditSetting, planningOnlyView, wrong } from "../settings/setting-access.js";
import {
  type Answers,
  applyMoves,
  type Candidate,
  candidates,
  type MoveRow,
  planMoves,
} from "./planned-moves.js";
import { readTransferList, type WrittenMove } from "./transfer-list.js";
import {
  comingMovesView,
  movedView,
  moveView,
  postForm,
  transferForm,
  WHOLE,
  withdrawnMoveView,
} from "./transfer-view.js";

/** The plan whose people are meant, for 企画課 of its municipality; a refusal for everybody else. */
function inHand(bot: Bot, { who, where }: Incoming): Plan | Message {
  const municipality = municipalityInHand(bot, who, where);
  if (municipality === null) return noPlanView();
  if (!isPlanningOf(bot, who, where, municipality)) return planningOnlyView();
  return planMeant(bot, who, where) ?? noPlanView();
}

const isRefusal = (found: Plan | Message): found is Message => "kind" in found;

export function showTransfers(bot: Bot, incoming: Incoming): Message {
  const plan = inHand(bot, incoming);
  if (isRefusal(plan)) return plan;
  const name = (id: number | null): string | null =>
    id === null ? null : (namesOf(bot.db, [id])[0] ?? null);
  return comingMovesView(
    plan,
    listComing(bot.db, plan.municipalityId).map(({ id, postId, on, from, to }) => {
      const post = findPost(bot.db, postId);
      const organisation =
        post?.organisationId == null ? null : findOrganisation(bot.db, post.organisationId);
      return {
        id,
        on,
        department: organisation?.name ?? null,
        post: post?.name ?? "",
        from: name(from),
        to: name(to),
      };
    }),
  );
}

export function openTransfer(bot: Bot, incoming: ButtonIn): Form | Message {
  const plan = inHand(bot, incoming);
  if (isRefusal(plan)) return plan;
  const posts = listPosts(bot.db, plan.municipalityId).map(({ name }) => name);
  return transferForm(listDepartments(bot.db, plan.id), [...new Set(posts)]);
}

/** The department of a form of this plan's municipality; null for a post of the whole, undefined for none of ours. */
function chosenPlace(bot: Bot, plan: Plan, value: string | undefined): Department | null | undefined {
  if (value === WHOLE) return null;
  return listDepartments(bot.db, plan.id).find(({ id }) => String(id) === value);
}

export function submitTransfer(bot: Bot, incoming: FormIn): Reply {
  const plan = inHand(bot, incoming);
  if (isRefusal(plan)) return plan;
  const { values, where } = incoming;
  const on = parseDate(values.on ?? "");
  const department = chosenPlace(bot, plan, values.department);
  const post = (values.post ?? "").trim();
  const errors: Record<string, string> = {};
  if (on === null) errors.on = "異動日を選んでください。";
  if (department === undefined) errors.department = "部を選んでください。";
  if (post === "") errors.post = "職を入れてください。";
  if ((values.from ?? "") === "" && (values.to ?? "") === "") errors.to = "前任か後任を選んでください。";
  if (on === null || department === undefined || Object.keys(errors).length > 0) return wrong(errors);
  const account = (id: string | undefined): number | null =>
    (id ?? "") === "" ? null : ensurePerson(bot.db, where.platform, id ?? "", null).id;
  const row = oneMove(bot, plan, {
    on,
    department: department?.id ?? null,
    post,
    from: account(values.from),
    to: account(values.to),
  });
  if (row === null) return outdatedView("入力フォーム");
  if (row.kind === "unclear") return wrong({ [row.who ?? "post"]: row.reason });
  return moveView(row, department?.id ?? null);
}

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u);
const id = z.number().int().positive();
export const transferDecision = z.object({
  do: z.literal("transfer-decide"),
  on: day,
  department: id.nullable(),
  post: z.string().min(1).max(40),
  from: id.nullable(),
  to: id.nullable(),
});

type OneMove = Omit<z.infer<typeof transferDecision>, "do">;

/** Plans one move of a form or a press in the same way as a row of a list. */
function oneMove(bot: Bot, plan: Plan, { on, department, post, from, to }: OneMove): MoveRow | null {
  const place = department === null ? null : findDepartment(bot.db, department);
  if (department !== null && place?.planId !== plan.id) return null;
  const written = {
    line: 1,
    on,
    department: place === null ? "全庁" : place.name,
    post,
    from: from === null ? "" : "前任",
    to: to === null ? "" : "後任",
  };
  const answers = new Map([
    ...(from === null ? [] : [["1:from", from] as const]),
    ...(to === null ? [] : [["1:to", to] as const]),
  ]);
  return planMoves(bot.db, plan.municipalityId, [written], bot.clock(), answers)[0] ?? null;
}

export function decideMove(bot: Bot, incoming: ButtonIn, press: Acts["transfer-decide"]): Message {
  const plan = inHand(bot, incoming);
  if (isRefusal(plan)) return plan;
  const row = oneMove(bot, plan, press);
  if (row === null) return outdatedView("ボタン");
  if (row.kind === "unclear") return say(row.reason);
  const act = actOf(bot, incoming, "button");
  return applyMoves(bot.db, [row], act) === 0 ? say("この異動はすでに登録されています。") : movedView(row);
}

export function withdrawMove(bot: Bot, incoming: ButtonIn, press: Acts["transfer-withdraw"]): Message {
  const plan = inHand(bot, incoming);
  if (isRefusal(plan)) return plan;
  const own = listComing(bot.db, plan.municipalityId).some((transfer) => transfer.id === press.transfer);
  const act = actOf(bot, incoming, "button");
  return withdrawnMoveView(own && withdrawTransfer(bot.db, press.transfer, act));
}

export function openPost(bot: Bot, incoming: ButtonIn, press: Acts["post-form"]): Form | Message {
  const plan = inHand(bot, incoming);
  if (isRefusal(plan)) return plan;
  const departments = listDepartments(bot.db, plan.id);
  const department = departments.find((each) => each.id === press.department) ?? null;
  return postForm(departments, department, tokyoDate(bot.clock()));
}

const POST_ROLES: readonly Role[] = ["coordinator", "manager", "staff", "planning"];

export function submitPost(bot: Bot, incoming: FormIn): Reply {
  const plan = inHand(bot, incoming);
  if (isRefusal(plan)) return plan;
  const { values, where } = incoming;
  const { db } = bot;
  const department = chosenPlace(bot, plan, values.department);
  const name = (values.post ?? "").trim();
  const from = (values.from ?? "") === "" ? tokyoDate(bot.clock()) : parseDate(values.from ?? "");
  const until = (values.until ?? "") === "" ? null : parseDate(values.until ?? "");
  const role = POST_ROLES.find((each) => each === values.role) ?? null;
  const goals = department == null ? [] : listGoals(db, department.id);
  const numbers = (values.goals ?? "").normalize("NFKC").match(/\d+/gu)?.map(Number) ?? [];
  const chosen = goals.filter(({ number }) => numbers.includes(number));
  const errors: Record<string, string> = {};
  if (department === undefined) errors.department = "部を選んでください。";
  if (name === "") errors.post = "職を入れてください。";
  if ((role === "planning") !== (department === null) && role !== null)
    errors.role =
      role === "planning"
        ? "企画課の役割は、部に「企画課（全庁）」を選んだときに付けられます。"
        : "この役割は、部の職に付けられます。";
  if (numbers.length > 0 && chosen.length !== new Set(numbers).size)
    errors.goals = "この部の目標の番号を「1、2、5」のように入れてください。";
  if (from === null) errors.from = "開始日を選んでください。";
  if (from !== null && until !== null && until < from)
    errors.until = "終了日は、開始日より後にしてください。";
  if (department === undefined || from === null || Object.keys(errors).length > 0) return wrong(errors);
  const post = ensurePost(db, {
    municipalityId: plan.municipalityId,
    organisationId: department?.organisationId ?? null,
    name,
  });
  const act = actOf(bot, incoming, "form");
  changePost(db, post.id, act, () => {
    if (role !== null) addPostRole(db, post.id, role);
    if (values.role === "none") setPostRoles(db, post.id, []);
    if ((values.person ?? "") === "") return;
    const account = ensurePerson(db, where.platform, values.person ?? "", null);
    const person = findMain(db, account.id) ?? account;
    placeHolder(db, post.id, person.id, from, until);
    if (until !== null) endHolding(db, post.id, accountsOf(db, person.id), until);
  });
  addPostGoals(
    db,
    post.id,
    chosen.map((goal) => goal.id),
  );
  for (const goal of chosen)
    auditSetting(bot, incoming, {
      action: "goal.owner",
      target: `goal:${goal.id}`,
      before: null,
      after: { post: post.name },
    });
  const place = department === null ? "企画課" : department.name;
  return say(
    `${place}の「${name}」を保存しました。`,
    "だれが何を受け持っているかは、/policy 担当一覧 でご覧になれます。",
  );
}

/** Lists of 人事異動 on their way in through the office page: shown, asked about, decided when the person says yes. */

interface Brought {
  readonly id: string;
  readonly municipalityId: number;
  readonly written: readonly WrittenMove[];
  readonly answers: Answers;
}

export interface TransferPreview {
  readonly rows: readonly MoveRow[];
  /** Who can be chosen where a name could not be matched. */
  readonly people: readonly Candidate[];
}

const MOST = 10;

export class TransferIntakes {
  readonly #held: Held<Brought>;

  constructor(private readonly bot: Bot) {
    this.#held = new Held(bot.clock, MOST);
  }

  /** @throws ImportError with one Japanese sentence where it is no list */
  async open(who: OfficeVisitor, municipalityId: number, name: string, bytes: Uint8Array): Promise<string> {
    const { decodeSource } = await import("../../../import/decode.js");
    return this.#keep(who, municipalityId, await readTransferList(decodeSource(bytes, name)));
  }

  /** One move that was typed in. */
  openOne(who: OfficeVisitor, municipalityId: number, written: Omit<WrittenMove, "line">): string {
    return this.#keep(who, municipalityId, [{ line: 1, ...written }]);
  }

  preview(who: OfficeVisitor, id: string): TransferPreview | null {
    const held = this.#find(who, id);
    if (held === null) return null;
    const { db, clock } = this.bot;
    return {
      rows: planMoves(db, held.municipalityId, held.written, clock(), held.answers),
      people: candidates(db, held.municipalityId, tokyoDate(clock())),
    };
  }

  /** Takes what was chosen for names that could not be matched. */
  answer(who: OfficeVisitor, id: string, chosen: Answers): boolean {
    const held = this.#find(who, id);
    if (held === null) return false;
    const known = new Set(this.preview(who, id)?.people.map((person) => person.id));
    const answers = new Map([...held.answers, ...[...chosen].filter(([, person]) => known.has(person))]);
    this.#held.replace(id, { ...held, answers });
    return true;
  }

  /** @returns how many moves were decided, or null where the list is gone */
  decide(who: OfficeVisitor, id: string): number | null {
    const preview = this.preview(who, id);
    if (preview === null) return null;
    const { bot } = this;
    const count = applyMoves(bot.db, preview.rows, {
      actor: visitorActor(who),
      at: bot.clock(),
      via: "office",
    });
    this.#held.drop(id);
    return count;
  }

  #keep(who: OfficeVisitor, municipalityId: number, written: readonly WrittenMove[]): string {
    return this.#held.put(who, (id) => ({ id, municipalityId, written, answers: new Map() })).id;
  }

  /** The role may have been taken away meanwhile. */
  #find(who: OfficeVisitor, id: string): Brought | null {
    const held = this.#held.find(who, id);
    return held === null || !isOfficeOf(this.bot, who, held.municipalityId) ? null : held;
  }
}
