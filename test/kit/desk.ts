import type { SettingsForm } from "../../src/bot/features/settings/feature.js";
import type { Where } from "../../src/bot/platform.js";
import { blocksText, type Form, type Reply } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { all } from "../../src/store/database.js";
import { type Department, listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listPlans, type Plan } from "../../src/store/plans.js";
import { button, Conversation } from "./conversation.js";
import { bindChannel } from "./people.js";
import { type AtEnd, importText, temporaryDatabase } from "./plan-store.js";
import { WARD } from "./ward.js";

/** When the plan was imported and the channels were bound, unless a test says otherwise: a Monday in the first weeks. */
export const IMPORTED = tokyoInstant("2026-04-06", "08:00");

/** The ward's plan in a database of its own, with a channel for each department and one for 企画課, and people who speak. */
export class Desk extends Conversation {
  readonly file: string;
  readonly plan: Plan;

  constructor(now: number, options: { readonly boundAt?: number; readonly atEnd?: AtEnd } = {}) {
    const { db, file } = temporaryDatabase(options.atEnd);
    super(db, { now });
    this.file = file;
    importText(db, WARD, { now: IMPORTED });
    const [plan] = listPlans(db);
    if (plan === undefined) throw new Error("no plan");
    this.plan = plan;
    for (const department of listDepartments(db, plan.id)) this.bind(department, options.boundAt ?? IMPORTED);
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
    const conversation = `c-${name}`;
    return {
      platform: "web",
      conversation,
      kind: "channel",
      name,
      thread: null,
      destination: { conversation },
    };
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
