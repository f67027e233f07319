import { AnswerCache } from "../../src/bot/answer-cache.js";
import { createHandle } from "../../src/bot/app.js";
import type { Bot } from "../../src/bot/context.js";
import type { SettingsForm } from "../../src/bot/features/settings/feature.js";
import type { Incoming, Where } from "../../src/bot/platform.js";
import { encodePress, type Press } from "../../src/bot/query.js";
import { blocksText, type Form, type Message, type Reply } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { createPlanning } from "../../src/jobs/planning.js";
import { createLog } from "../../src/log.js";
import { all, type Db } from "../../src/store/database.js";
import { type Department, listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listPlans, type Plan } from "../../src/store/plans.js";
import { button } from "./conversation.js";
import { bindChannel } from "./people.js";
import { importText, temporaryDatabase } from "./plan-store.js";
import { WARD } from "./ward.js";

/** When the plan was imported and the channels were bound, unless a test says otherwise: a Monday in the first weeks. */
export const IMPORTED = tokyoInstant("2026-04-06", "08:00");

/** The ward's plan in a database of its own, with a channel for each department and one for 企画課, and people who speak. */
export class Desk {
  readonly db: Db;
  readonly file: string;
  readonly bot: Bot;
  readonly plan: Plan;
  now: number;
  kicked = 0;
  private count = 0;

  constructor(now: number, options: { readonly boundAt?: number } = {}) {
    const { db, file } = temporaryDatabase();
    this.db = db;
    this.file = file;
    this.now = now;
    importText(db, WARD, { now: IMPORTED });
    const [plan] = listPlans(db);
    if (plan === undefined) throw new Error("no plan");
    this.plan = plan;
    for (const department of listDepartments(db, plan.id)) this.bind(department, options.boundAt ?? IMPORTED);
    this.bot = {
      db,
      clock: () => this.now,
      log: createLog("silent"),
      adminUsers: ["U0"],
      privacy: [],
      kick: () => {
        this.kicked += 1;
      },
      answers: new AnswerCache(db),
      officeLink: null,
      planning: createPlanning(db),
    };
  }

  bind(department: Department | null, at: number): void {
    const conversation = department === null ? "kikaku" : `c-${department.name}`;
    bindChannel(
      this.db,
      {
        platform: "web",
        conversation,
        name: department?.name ?? "企画課",
        destination: { conversation },
        purpose: department === null ? "planning" : "department",
        departmentId: department?.id ?? null,
      },
      at,
    );
  }

  department(name: string): Department {
    const found = listDepartments(this.db, this.plan.id).find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no department ${name}`);
    return found;
  }

  goalIds(name: string): number[] {
    return listGoals(this.db, this.department(name).id).map(({ id }) => id);
  }

  channel(name: string): Where {
    return this.place(`c-${name}`, "channel", name);
  }

  private place(conversation: string, kind: "channel" | "direct", name: string | null): Where {
    return { platform: "web", conversation, kind, name, thread: null, destination: { conversation } };
  }

  private async handle(incoming: Incoming): Promise<Reply | null> {
    return createHandle(this.bot, { pageSize: () => 100_000 })(incoming);
  }

  private arriving(who: string, where: Where | undefined) {
    this.count += 1;
    return {
      key: `desk:${this.count}`,
      who: { id: who, name: who },
      where: where ?? this.place("D1", "direct", null),
      at: this.now,
    };
  }

  async ask(text: string, who = "U0", where?: Where): Promise<Message> {
    const reply = await this.handle({ kind: "command", ...this.arriving(who, where), text });
    if (reply?.kind !== "message") throw new Error(`answered with ${reply?.kind ?? "silence"}`);
    return reply;
  }

  async press(press: Press, who = "U0", where?: Where): Promise<Reply | null> {
    const value = encodePress(press);
    return this.handle({ kind: "button", ...this.arriving(who, where), value, message: null });
  }

  async submit(form: string, context: string, values: Record<string, string>, who = "U0", where?: Where) {
    return this.handle({ kind: "form", ...this.arriving(who, where), form, context, values });
  }

  /** Opens a form by its button in `/policy 設定`. */
  async open(label: string, who = "U0", where?: Where): Promise<Form> {
    const reply = await this.press(button(await this.ask("設定", who, where), label), who, where);
    if (reply?.kind !== "form") throw new Error(`${label} opened ${JSON.stringify(reply)}`);
    return reply;
  }

  /** Opens a form and sends it with its initial values where none are given. */
  async fill(
    label: string,
    values: Record<string, string>,
    who = "U0",
    where?: Where,
  ): Promise<Reply | null> {
    const form = await this.open(label, who, where);
    const initial = form.fields.map((field): [string, string] => [field.name, String(field.initial ?? "")]);
    const filled = { ...Object.fromEntries(initial.filter(([, value]) => value !== "undefined")), ...values };
    return this.submit(form.id, form.context, filled, who, where);
  }

  /** Sends a form of the plan without opening it. */
  async send(form: SettingsForm, values: Record<string, string>, who = "U0"): Promise<Reply | null> {
    return this.submit(form, JSON.stringify({ plan: this.plan.id }), values, who);
  }

  audit(): { actor: string; action: string; target: string; before: unknown; after: unknown; via: string }[] {
    return all<{ actor: string; action: string; target: string; before: string; after: string; via: string }>(
      this.db,
      "SELECT actor, action, target, before, after, via FROM audit WHERE action NOT LIKE 'plan.import%' ORDER BY id",
    ).map((row) => ({
      ...row,
      before: row.before === null ? null : JSON.parse(row.before),
      after: row.after === null ? null : JSON.parse(row.after),
    }));
  }

  /** What waits in the outbox or was sent, by key. */
  outbox(): string[] {
    return all<{ dedupe: string }>(this.db, "SELECT dedupe FROM outbox ORDER BY id").map(
      ({ dedupe }) => dedupe,
    );
  }
}

export const errorsOf = (reply: Reply | null): Readonly<Record<string, string>> => {
  if (reply?.kind !== "form-errors") throw new Error(`no mistakes but ${JSON.stringify(reply)}`);
  return reply.errors;
};

export const wordsOf = (reply: Reply | null): string => {
  if (reply?.kind !== "message") throw new Error(`no message but ${JSON.stringify(reply)}`);
  return blocksText(reply.blocks);
};

/** 9:00 of a day in Tokyo, or another time. */
export const at = (date: string, time = "09:00"): number => tokyoInstant(date, time);
