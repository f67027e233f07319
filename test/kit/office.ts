import path from "node:path";
import { onTestFinished } from "vitest";
import { createHandle } from "../../src/bot/app.js";
import type { Bot } from "../../src/bot/context.js";
import { collect } from "../../src/bot/features/reporting/collect.js";
import type { FormIn, MessageIn, Outsider, Where } from "../../src/bot/platform.js";
import { encodePress, type Press } from "../../src/bot/query.js";
import { type Reply, replyText } from "../../src/bot/reply.js";
import { withOutsiderMarked } from "../../src/bot/roles.js";
import { DEFAULT_PATTERNS } from "../../src/domain/privacy/patterns.js";
import { findPersonalData } from "../../src/domain/privacy/privacy.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { DAY, HOUR } from "../../src/domain/time.js";
import { all, type Db, inTransaction, one } from "../../src/store/database.js";
import { type Department, listDepartments } from "../../src/store/departments.js";
import { type Goal, listGoals } from "../../src/store/goals.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { rememberThread } from "../../src/store/threads.js";
import { createBot } from "./conversation.js";
import { bindChannel, giveRole } from "./people.js";
import { importText, keepAs, NOW, openQuickly, temporaryFolder, writeKept } from "./plan-store.js";
import { sampleText } from "./seeds.js";

/** Who acts. `owner` owns goal 2 of 危機管理部; `neighbour` is the coordinator of another department. */
export const PEOPLE = [
  "nobody",
  "staff",
  "coordinator",
  "manager",
  "reader",
  "owner",
  "neighbour",
  "planning",
  "admin",
] as const;
export type PersonName = (typeof PEOPLE)[number];

export const PLACES = ["own", "other", "unbound", "direct"] as const;
export type PlaceName = (typeof PLACES)[number];

const CONVERSATIONS: Record<PlaceName, string> = {
  own: "C0KIKI",
  other: "C0SOMU",
  unbound: "C0FREE",
  direct: "D0YOU",
};

/** The digest that stands in the department's channel. */
export const ROOT = "1700000000.000100";

/** A database of its own with the sample plan in it, which is imported once. */
function planDatabase(): Db {
  const file = path.join(temporaryFolder(), "plan.db");
  const isThere = writeKept("plan", file);
  const db = openQuickly(file);
  onTestFinished(() => {
    db.close();
  });
  if (isThere) return db;
  importText(db, sampleText("itabashi-r8.md"));
  keepAs("plan", db, file);
  return db;
}

/** Handlers over a real database: 危機管理部 with its channel, its digest and people of every role. */
export class Office {
  readonly db: Db = planDatabase();
  now = NOW;
  private serial = 0;
  readonly bot: Bot;
  readonly department: Department;
  readonly neighbour: Department;
  private readonly handle: ReturnType<typeof createHandle>;

  constructor() {
    const { db } = this;
    const departments = listDepartments(db, listPlans(db)[0]?.id ?? 0);
    this.department = found(departments.find(({ name }) => name === "危機管理部"));
    this.neighbour = found(departments.find(({ name }) => name === "総務部"));
    this.bot = createBot(db, () => this.now, { adminUsers: ["U-admin"], privacy: DEFAULT_PATTERNS });
    this.handle = createHandle(this.bot, { pageSize: () => 1000 });
    inTransaction(db, () => this.furnish());
  }

  private furnish(): void {
    const { db, department, neighbour } = this;
    for (const [place, departmentId] of [
      ["own", department.id],
      ["other", neighbour.id],
    ] as const) {
      const conversation = CONVERSATIONS[place];
      bindChannel(
        db,
        {
          platform: "slack",
          conversation,
          name: null,
          destination: { channel: conversation },
          purpose: "department",
          departmentId,
        },
        NOW,
      );
    }
    for (const role of ["staff", "coordinator", "manager", "reader"] as const)
      giveRole(db, this.person(role), { role, departmentId: department.id, post: null });
    giveRole(db, this.person("neighbour"), {
      role: "coordinator",
      departmentId: neighbour.id,
      post: null,
    });
    giveRole(db, this.person("planning"), { role: "planning", departmentId: null, post: null });
    setOwner(db, this.goal(2).id, this.person("owner"));
    rememberThread(db, {
      platform: "slack",
      conversation: CONVERSATIONS.own,
      root: ROOT,
      kind: "digest",
      planId: department.planId,
      departmentId: department.id,
      destination: { channel: CONVERSATIONS.own },
      createdAt: NOW - HOUR,
      goalIds: listGoals(db, department.id).map((goal) => goal.id),
    });
  }

  person(name: PersonName): number {
    return ensurePerson(this.db, "slack", `U-${name}`, name).id;
  }

  goal(number: number, department = this.department): Goal {
    return found(listGoals(this.db, department.id).find((goal) => goal.number === number));
  }

  where(place: PlaceName, thread: string | null = null): Where {
    const conversation = CONVERSATIONS[place];
    return {
      platform: "slack",
      conversation,
      kind: place === "direct" ? "direct" : "channel",
      name: null,
      thread,
      destination: { channel: conversation },
    };
  }

  private arriving(name: PersonName, where: Where) {
    this.serial += 1;
    return { key: `k${this.serial}`, who: { id: `U-${name}`, name }, where, at: this.now };
  }

  press(
    name: PersonName,
    place: PlaceName,
    press: Press | string,
    message: string | null = null,
    more: Partial<Where> = {},
  ) {
    const value = typeof press === "string" ? press : encodePress(press);
    const where = { ...this.where(place), ...more };
    return this.handle({ kind: "button", ...this.arriving(name, where), value, message });
  }

  command(name: PersonName, place: PlaceName, text: string) {
    return this.handle({ kind: "command", ...this.arriving(name, this.where(place)), text });
  }

  form(name: PersonName, place: PlaceName, form: string, context: string, values: FormIn["values"]) {
    return this.handle({ kind: "form", ...this.arriving(name, this.where(place)), form, context, values });
  }

  shortcut(name: PersonName, place: PlaceName, message: string, thread: string | null = null) {
    return this.handle({ kind: "shortcut", ...this.arriving(name, this.where(place, thread)), message });
  }

  /** A reply in the digest's thread, worked off as the intake does it. */
  reply(
    name: PersonName,
    text: string,
    message = `r${this.serial + 1}`,
    root = ROOT,
    place: PlaceName = "own",
  ): Reply | null {
    const withheld = findPersonalData(text, this.bot.privacy).map(({ label }) => label);
    const incoming = {
      kind: "message" as const,
      ...this.arriving(name, this.where(place, root)),
      message,
      said: saidPlainly(text),
      quotes: null,
      addressed: false,
      files: false,
      gesture: null,
    };
    return inTransaction(this.db, () => collect(this.bot, { incoming, withheld }, () => null));
  }

  /** A message as an adapter may give it: of an outsider, with a file, quoting one of our posts instead of standing in its thread. */
  message(
    name: PersonName,
    text: string,
    more: { readonly outsider?: Outsider; readonly files?: boolean; readonly quotes?: string },
  ): Reply | null {
    const arriving = this.arriving(name, this.where("own", more.quotes === undefined ? ROOT : null));
    const { outsider } = more;
    const incoming: MessageIn = {
      kind: "message",
      ...arriving,
      who: { ...arriving.who, ...(outsider === undefined ? {} : { outsider }) },
      message: `s${this.serial + 1}`,
      said: saidPlainly(text),
      quotes: more.quotes ?? null,
      addressed: false,
      files: more.files ?? false,
      gesture: null,
    };
    const accepted = { incoming: withOutsiderMarked(incoming), withheld: [] };
    return inTransaction(this.db, () => collect(this.bot, accepted, () => null));
  }

  edit(name: PersonName, text: string, message: string): Reply | null {
    this.now += 1000;
    const incoming = {
      kind: "edit" as const,
      ...this.arriving(name, this.where("own", ROOT)),
      message,
      said: saidPlainly(text),
      quotes: null,
      editedAt: this.now,
    };
    const withheld = findPersonalData(text, this.bot.privacy).map(({ label }) => label);
    return inTransaction(this.db, () => collect(this.bot, { incoming, withheld }, () => null));
  }

  count(table: string, where = "1"): number {
    return one<{ n: number }>(this.db, `SELECT count(*) AS n FROM ${table} WHERE ${where}`)?.n ?? 0;
  }

  notes(number: number) {
    return all<{ state: string | null; text: string; author: string; onBehalfOf: string | null }>(
      this.db,
      `SELECT state, text, person.name AS author, on_behalf_of AS onBehalfOf FROM note JOIN person ON person.id = author_id
       WHERE goal_id = ? AND withdrawn_at IS NULL ORDER BY note.id`,
      this.goal(number).id,
    );
  }

  later(days: number): void {
    this.now += days * DAY;
  }
}

export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("it is not there");
  return value;
}

/** The words of an answer; of a receipt, its private line. */
export function words(reply: Reply | null): string {
  if (reply?.kind === "receipt") return reply.aside === null ? "" : replyText(reply.aside);
  return reply === null ? "" : replyText(reply);
}
