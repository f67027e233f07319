import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fiscalYearLabel, fiscalYearOf } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { all, type Db, one, openDatabase } from "../../src/store/database.js";
import { type Department, listDepartments } from "../../src/store/departments.js";
import { type Goal, listPlanGoals } from "../../src/store/goals.js";
import { listPlans } from "../../src/store/plans.js";
import { rememberThread } from "../../src/store/threads.js";
import { runPolicyBot } from "./command-line.js";
import { FakeSlack } from "./fake-slack.js";
import { CHANNEL, command, PERSON } from "./payloads.js";
import { bindChannel } from "./people.js";
import { importText } from "./plan-store.js";
import { ProgramProcess } from "./program-process.js";
import { signed } from "./sign.js";
import { eventually } from "./wait.js";
import { WARD } from "./ward.js";

/** What nobody outside may ever read. */
export const SECRETS = {
  SLACK_BOT_TOKEN: "xoxb-0000-a-token-of-our-own",
  SLACK_SIGNING_SECRET: "a-signing-secret-of-our-own",
  WEB_TOKEN: "a-word-for-the-web-page",
} as const;

/** The digest's thread in 危機管理部's channel. */
export const ROOT = "1795000000.000100";
export const ADMIN = "U0KIKAKU00";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * The real program in a process of its own, as an office would run it: Slack over HTTP and the web page with its token, a
 * plan, 危機管理部's channel with a digest standing in it, and a `.env` beside the database.
 */
export class Installation {
  readonly folder = mkdtempSync(path.join(tmpdir(), "policy-bot-security-"));
  readonly file = path.join(this.folder, "data", "policy.db");
  readonly slack = new FakeSlack();
  db: Db = openDatabase(":memory:");
  port = 0;
  private program: ProgramProcess | null = null;
  private cookie = "";
  private settings: Record<string, string> = {};
  private gestures = 0;

  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    mkdirSync(path.dirname(this.file));
    this.db.close();
    this.db = openDatabase(this.file);
    this.prepare();
    await this.slack.listen();
    const settings: Record<string, string> = {
      ...SECRETS,
      SLACK_API_URL: this.slack.apiUrl,
      DATABASE_PATH: this.file,
      PORT: "0",
      WEB_WORKSPACE: "on",
      ADMIN_USERS: ADMIN,
      LOG_LEVEL: "trace",
      ...env,
    };
    this.settings = settings;
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    writeFileSync(path.join(this.folder, ".env"), `${lines.join("\n")}\n`);
    // Its settings stand in `.env`, as in an office.
    this.program = new ProgramProcess({ folder: this.folder });
    this.port = await this.program.ready();
    const login = await this.page("/api/login", { token: settings.WEB_TOKEN });
    this.cookie = String(login.headers["set-cookie"]).split(";")[0] ?? "";
  }

  private prepare(): void {
    const year = fiscalYearOf(systemClock());
    importText(this.db, WARD.replace("令和8年度", fiscalYearLabel(year)), { fiscalYear: year });
    const department = this.department("危機管理部");
    const destination = { channel: CHANNEL };
    bindChannel(
      this.db,
      {
        platform: "slack",
        conversation: CHANNEL,
        name: "危機管理部",
        destination,
        purpose: "department",
        departmentId: department.id,
      },
      systemClock(),
    );
    rememberThread(this.db, {
      platform: "slack",
      conversation: CHANNEL,
      root: ROOT,
      kind: "digest",
      planId: department.planId,
      departmentId: department.id,
      destination,
      createdAt: systemClock(),
      goalIds: this.goals("危機管理部").map(({ id }) => id),
    });
  }

  async stop(): Promise<void> {
    await this.program?.end();
    this.db.close();
    await this.slack.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Everything that the program wrote to stderr. */
  get log(): string {
    return this.program?.said ?? "";
  }

  get planId(): number {
    return listPlans(this.db)[0]?.id ?? 0;
  }

  department(name: string): Department {
    const found = listDepartments(this.db, this.planId).find((department) => department.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  }

  goals(department: string): Goal[] {
    const { id } = this.department(department);
    return listPlanGoals(this.db, this.planId).filter(({ departmentId }) => departmentId === id);
  }

  notes(): { readonly goalId: number; readonly text: string }[] {
    return all(this.db, "SELECT goal_id AS goalId, text FROM note WHERE withdrawn_at IS NULL ORDER BY id");
  }

  count(table: string): number {
    return one<{ n: number }>(this.db, `SELECT count(*) AS n FROM "${table}"`)?.n ?? -1;
  }

  /** Every value of every table, for looking for what must not be there. */
  everything(): string {
    const tables = all<{ name: string }>(
      this.db,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_index%'",
    );
    return tables.map(({ name }) => JSON.stringify(all(this.db, `SELECT * FROM "${name}"`))).join("\n");
  }

  /** The command line with the same settings, while the program runs. */
  async cli(
    ...args: string[]
  ): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
    const given = { folder: this.folder, environment: this.settings, clock: systemClock };
    const { code, out, err } = await runPolicyBot(args, given);
    return { status: code, out, err };
  }

  /** The program itself with other settings, for how it refuses to start. */
  async refusal(
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number | null; readonly err: string }> {
    const other = path.join(this.folder, "other.db");
    const refused = new ProgramProcess({
      folder: tmpdir(),
      env: { DATABASE_PATH: other, PORT: "0", ...env },
    });
    return { status: await refused.exit(), err: refused.said };
  }

  /** One request as it is given: any path, any header. A connection that is cut has the status 0. */
  raw(
    target: string,
    given: {
      readonly method?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    } = {},
  ): Promise<Answer> {
    return new Promise((resolve) => {
      const { method = "GET", headers = {}, body = "" } = given;
      const none: Answer = { status: 0, headers: {}, body: "" };
      const sent = request(
        { host: "127.0.0.1", port: this.port, path: target, method, headers, agent: false },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            text += chunk;
          });
          const done = () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
          response.on("end", done);
          response.on("error", done);
        },
      );
      sent.on("error", () => resolve(none));
      sent.end(body);
    });
  }

  /** What the page sends, as somebody who knows the token. */
  page(target: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.raw(target, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        origin: `http://127.0.0.1:${this.port}`,
        "content-type": "application/json",
        cookie: this.cookie,
        ...headers,
      },
      body: body === undefined ? "" : JSON.stringify(body),
    });
  }

  /** Who acts on the page. */
  me(person = "web:shokuin"): { person: string; name: string; gesture: string } {
    this.gestures += 1;
    return { person, name: "", gesture: `gesture-${this.gestures}` };
  }

  signed(
    body: string,
    type?: string,
    at?: number,
    secret: string = SECRETS.SLACK_SIGNING_SECRET,
  ): Record<string, string> {
    return signed(body, type, at, secret);
  }

  event(body: unknown): Promise<Answer> {
    const raw = JSON.stringify(body);
    return this.raw("/slack/events", { method: "POST", headers: this.signed(raw), body: raw });
  }

  /** A form-encoded request of Slack's. */
  fields(fields: Record<string, string>): Promise<Answer> {
    const raw = new URLSearchParams(fields).toString();
    const headers = this.signed(raw, "application/x-www-form-urlencoded");
    return this.raw("/slack/events", { method: "POST", headers, body: raw });
  }

  /**
   * `/policy …` in 危機管理部's channel unless told otherwise; what the asker reads, as Slack gets it: with the acknowledgement, or
   * where that would be late on a busy machine, at the response URL.
   */
  async ask(text: string, over: Record<string, string> = {}): Promise<string> {
    const before = this.slack.responses.length;
    const fields = command(text, this.slack.responseUrl, { user_id: PERSON, ...over });
    const { status, body } = await this.fields(fields);
    if (status !== 200) throw new Error(`${text} was answered with ${status}`);
    if (body !== "") return body;
    await this.eventually(() => this.slack.responses.length > before);
    return JSON.stringify(this.slack.responses.at(-1));
  }

  /** A press; what came to the response URL. */
  async press(body: Record<string, unknown>): Promise<string> {
    const before = this.slack.responses.length;
    const { status } = await this.fields({ payload: JSON.stringify(body) });
    if (status !== 200) throw new Error(`not acknowledged: ${status}`);
    await this.eventually(() => this.slack.responses.length > before);
    return JSON.stringify(this.slack.responses.slice(before));
  }

  /** Waits until everything that was taken in is worked off. */
  async settled(): Promise<void> {
    await this.eventually(() => one(this.db, "SELECT 1 FROM inbox WHERE status = 'new' LIMIT 1") === null);
  }

  async eventually(holds: () => boolean): Promise<void> {
    await eventually(holds, () => this.log.slice(-2000));
  }
}
