import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Config } from "../../src/config.js";
import { fiscalYearOf } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { importSamples } from "../../src/samples.js";
import { listBindings } from "../../src/store/bindings.js";
import { all, type Db, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { isStale, listGoals } from "../../src/store/goals.js";
import { runningDepartments } from "../../src/store/organisations.js";
import { listPlans } from "../../src/store/plans.js";
import { FakeSlack, type Posted } from "./fake-slack.js";
import { command, envelope, PERSON, reply } from "./payloads.js";
import { bindChannel } from "./people.js";
import { openQuickly } from "./plan-store.js";
import { slackEnvironment } from "./program-process.js";
import { SECRET, signed } from "./sign.js";
import { machineElapsed, rest } from "./wait.js";

export const PLANNING = "C0KIKAKUKA";

/** What one channel got of one week. */
export interface Got {
  readonly name: string;
  readonly digests: readonly Posted[];
  readonly followUps: readonly Posted[];
}

/** A ward of 21 departments, each with a channel in a Slack on loopback, and one channel of 企画課. */
export class WardOnSlack {
  readonly slack = new FakeSlack();
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "policy-bot-once-"));
  readonly file = path.join(this.folder, "plan.db");
  readonly db: Db = openQuickly(this.file);
  private serial = 0;

  /** @param now by what the posts are stamped and the requests signed */
  constructor(readonly now: () => number) {
    this.slack.now = now;
    this.slack.clock = 0;
  }

  /** @param boundAt from when on digests are owed */
  async open(boundAt: number): Promise<void> {
    await this.slack.listen();
    await importSamples(this.db, boundAt, createLog("silent"));
    const plan = listPlans(this.db).find(({ municipality }) => municipality === "板橋区");
    for (const [index, department] of listDepartments(this.db, plan?.id ?? 0).entries())
      this.bind(`C0DEPT${String(index + 1).padStart(4, "0")}`, department.name, department.id, boundAt);
    this.bind(PLANNING, "企画課", null, boundAt);
  }

  private bind(conversation: string, name: string, departmentId: number | null, at: number): void {
    const purpose = departmentId === null ? "planning" : "department";
    const destination = { channel: conversation };
    bindChannel(this.db, { platform: "slack", conversation, name, destination, purpose, departmentId }, at);
  }

  async close(): Promise<void> {
    await this.slack.close();
    this.db.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get config(): Config {
    return {
      databasePath: this.file,
      host: "127.0.0.1",
      port: 0,
      slack: { botToken: "xoxb-test", signingSecret: SECRET, appToken: null, apiUrl: this.slack.apiUrl },
      teams: null,
      web: null,
      adminUsers: [],
      privacyPatterns: null,
      logLevel: "silent",
      publicUrl: null,
    } as unknown as Config;
  }

  /** The same for a process of its own. */
  environment(port: number): Record<string, string> {
    return {
      DATABASE_PATH: this.file,
      HOST: "127.0.0.1",
      PORT: String(port),
      ...slackEnvironment(this.slack),
      WEB_WORKSPACE: "off",
      LOG_LEVEL: "fatal",
    };
  }

  get departments() {
    return listBindings(this.db).filter(({ purpose }) => purpose === "department");
  }

  /** Items that are neither sent nor given up. */
  unsettled(): number {
    return this.count("outbox", "status IN ('pending', 'sending')");
  }

  count(table: string, where: string): number {
    return one<{ n: number }>(this.db, `SELECT count(*) AS n FROM ${table} WHERE ${where}`)?.n ?? 0;
  }

  /** What stands in each department's channel since an instant. */
  got(since = 0): Got[] {
    const posts = this.slack.posts.filter(({ ts }) => Number(ts) * 1000 >= since);
    return this.departments.map(({ conversation, name }) => {
      const here = posts.filter(({ channel }) => channel === conversation);
      return {
        name: name ?? "",
        digests: here.filter((post) => post.thread_ts === undefined),
        followUps: here.filter((post) => post.thread_ts !== undefined),
      };
    });
  }

  /**
   * What is wrong with the digests since an instant: one for each channel, whole, under its department's name, with what did
   * not fit once in its thread, and the thread known.
   * @param except channels that must have nothing
   */
  faultsOf(since: number, except: ReadonlySet<string> = new Set()): string[] {
    const wrong: string[] = [];
    for (const [index, { name, digests, followUps }] of this.got(since).entries()) {
      const binding = this.departments[index];
      const conversation = binding?.conversation ?? "";
      if (except.has(conversation)) {
        if (digests.length > 0) wrong.push(`${name}: a digest in a channel that is gone`);
        continue;
      }
      const [digest] = digests;
      if (digest === undefined || digests.length !== 1) {
        wrong.push(`${name}: ${digests.length} digests`);
        continue;
      }
      if (!digest.text.includes(`${name}（見本） 重点目標の進捗`)) wrong.push(`${name}: not its digest`);
      const asked = listGoals(
        this.db,
        runningDepartments(this.db, binding?.organisationId ?? 0, fiscalYearOf(since))[0] ?? 0,
      ).filter((goal) => isStale(goal, since));
      const wanted = Math.max(Math.ceil(asked.length / 12) - 1, 0);
      const texts = new Set(followUps.map(({ blocks }) => JSON.stringify(blocks)));
      if (followUps.length !== wanted || texts.size !== wanted)
        wrong.push(`${name}: ${followUps.length} instead of ${wanted} that follow (${texts.size} different)`);
      if (followUps.some((post) => post.thread_ts !== digest.ts)) wrong.push(`${name}: not in its thread`);
      const thread = one<{ goals: number }>(
        this.db,
        `SELECT (SELECT count(*) FROM thread_goal WHERE thread_id = thread.id) AS goals FROM thread
         WHERE platform = 'slack' AND conversation = ? AND root = ?`,
        conversation,
        digest.ts,
      );
      if (thread?.goals !== asked.length)
        wrong.push(`${name}: its thread knows ${thread?.goals ?? "no"} goals`);
    }
    return wrong;
  }

  /** Answers every digest with one line, as a person in its channel. @returns how many were acknowledged */
  async answerAll(port: number, since: number): Promise<number> {
    let acknowledged = 0;
    for (const { digests } of this.got(since)) {
      const [digest] = digests;
      if (digest === undefined) continue;
      const { channel, ts: thread_ts } = digest;
      const ts = this.stamp();
      const [number] = all<{ number: number }>(
        this.db,
        `SELECT goal.number FROM thread JOIN thread_goal ON thread_id = thread.id JOIN goal ON goal.id = goal_id
         WHERE conversation = ? AND root = ? ORDER BY ord LIMIT 1`,
        channel,
        thread_ts,
      ).map((row) => row.number);
      const words = `${number} 順調 ${ts} の報告`;
      const event = reply(words, { channel, thread_ts, ts, event_ts: ts, client_msg_id: `gesture-${ts}` });
      this.slack.happens(envelope(event));
      // Slack sends again what was not acknowledged.
      for (let attempt = 0, taken = false; attempt < 3 && !taken; attempt += 1) {
        taken = (await this.request(port, JSON.stringify(envelope(event)))) !== null;
        if (taken) acknowledged += 1;
      }
    }
    return acknowledged;
  }

  private stamp(): string {
    this.serial += 1;
    return `${Math.floor(this.now() / 1000)}.9${String(this.serial).padStart(5, "0")}`;
  }

  /** Types `/policy words`. @returns the machine's milliseconds until the answer stood there */
  async ask(port: number, words: string): Promise<number> {
    const before = this.slack.responses.length;
    const start = machineElapsed();
    const fields = command(words, this.slack.responseUrl, { user_id: PERSON });
    const body = new URLSearchParams(fields).toString();
    const acknowledged = await this.request(port, body, "application/x-www-form-urlencoded");
    if (acknowledged === null) return Number.POSITIVE_INFINITY;
    // An answer that is ready comes with the acknowledgement itself.
    const isThere = (): boolean => acknowledged.includes("blocks") || this.slack.responses.length > before;
    while (!isThere() && machineElapsed() - start < 10_000) await rest(2);
    return machineElapsed() - start;
  }

  /** One signed request of Slack's. @returns the body of its acknowledgement, or null where it got none */
  private async request(port: number, raw: string, type = "application/json"): Promise<string | null> {
    const headers = signed(raw, type, Math.floor(this.now() / 1000));
    try {
      const url = `http://127.0.0.1:${port}/slack/events`;
      const response = await fetch(url, { method: "POST", body: raw, headers });
      const text = await response.text();
      return response.ok ? text : null;
    } catch {
      return null;
    }
  }
}
