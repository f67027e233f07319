import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Config, readConfig } from "../../src/config.js";
import { enqueueDigests, planDigests, readDigestInputs } from "../../src/jobs/digest.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Program, startProgram } from "../../src/program.js";
import { all, type Db, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlans } from "../../src/store/plans.js";
import type { Marked } from "./marked.js";
import { bindChannel } from "./people.js";
import { openEmpty, openQuickly, openSamples } from "./plan-store.js";
import { eventually } from "./wait.js";

/** One event as a platform would send it. `name` is the reply it is about. */
export type Step =
  | {
      readonly do: "reply";
      readonly name: string;
      /** As it is typed where there are no marks; the page of the workspace sends this. */
      readonly text: string;
      readonly marked?: Marked;
      readonly by?: string;
      /** Carries a file; was also sent to the channel. */
      readonly how?: "file" | "broadcast";
      /** The same gesture of its author as this reply, under another id. */
      readonly gestureOf?: string;
    }
  | {
      readonly do: "edit";
      readonly name: string;
      readonly text: string;
      readonly marked?: Marked;
      readonly nth?: number;
    }
  | { readonly do: "delete"; readonly name: string }
  /** The very same event once more, as after a lost acknowledgement. */
  | { readonly do: "redeliver"; readonly step: number }
  /** The same message as an event under another event id. */
  | { readonly do: "again"; readonly step: number };

export interface ExpectedNote {
  readonly number: number;
  readonly state: string | null;
  readonly text: string;
  readonly percent?: number;
  readonly unchanged?: boolean;
  readonly onBehalfOf?: string;
}

/** Turns steps into a platform's events; a platform's test implements it. */
export interface Driver {
  /** What the program needs to be configured with to speak to the fake platform. */
  readonly config: Partial<Config>;
  /** The bound channel and what is needed to post there. */
  readonly channel: {
    readonly platform: string;
    readonly conversation: string;
    readonly destination: Readonly<Record<string, string>>;
  };
  /** Makes the event of a step; `root` is the digest's message. */
  event(step: Exclude<Step, { do: "redeliver" | "again" }>, root: string): unknown;
  /** Delivers an event; `again` gives it another event id. @returns whether it was acknowledged */
  deliver(event: unknown, port: number, again: boolean): Promise<boolean>;
  /** The platform's id of a reply. */
  idOf(name: string): string;
}

/** The whole program on a real file, with 危機管理部's channel bound and a digest standing in it. */
export class Stage {
  readonly file: string;
  private opened: Db | null = null;
  private program: Program | null = null;
  /** By how many milliseconds the program's clock is ahead of that of this process. */
  ahead = 0;
  /** What the program logged, a line each, where `over` asks for a log. */
  readonly lines: string[] = [];
  readonly clock = (): number => systemClock() + this.ahead;

  constructor(
    readonly driver: Driver,
    private readonly over: Partial<Config> = {},
    readonly folder = mkdtempSync(path.join(os.tmpdir(), "policy-bot-stage-")),
  ) {
    this.file = path.join(folder, "test.db");
  }

  /** The file of the program as the test looks at it. */
  get db(): Db {
    this.opened ??= existsSync(this.file) ? openQuickly(this.file) : openEmpty(this.file);
    return this.opened;
  }

  get config(): Config {
    return {
      ...readConfig({}),
      databasePath: this.file,
      host: "127.0.0.1",
      port: 0,
      web: null,
      logLevel: "silent",
      ...this.driver.config,
      ...this.over,
    };
  }

  /** Looks at the file anew, after `db` was closed so that something could be done to it. */
  reopen(): Db {
    this.opened = openQuickly(this.file);
    return this.opened;
  }

  get port(): number {
    return this.program?.port ?? 0;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { headers });
  }

  /** Every line of the log as an object; fails where one is not JSON. */
  logged(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async prepare(): Promise<void> {
    this.opened = await openSamples(this.file);
    const [plan] = listPlans(this.db);
    const department = listDepartments(this.db, plan?.id ?? 0).find(({ name }) => name === "危機管理部");
    bindChannel(
      this.db,
      {
        ...this.driver.channel,
        name: "危機管理部",
        purpose: "department",
        departmentId: department?.id ?? 0,
      },
      systemClock(),
    );
    const now = systemClock() - 60_000;
    // At any time: where the program is a process of its own, it runs by the machine's clock.
    enqueueDigests(this.db, planDigests(readDigestInputs(this.db, now), now), now, now, { atAnyTime: true });
  }

  async start(more: { readonly drainMs?: number } = {}): Promise<void> {
    const { config } = this;
    const log = createLog(config.logLevel, { write: (line: string) => this.lines.push(line) });
    this.program = await startProgram(config, { log, clock: this.clock, ...more });
  }

  async stop(): Promise<void> {
    await this.program?.stop();
    this.program = null;
  }

  async close(): Promise<void> {
    await this.stop();
    this.opened?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The digest's message, once it was posted. */
  async root(): Promise<string> {
    const { platform, conversation } = this.driver.channel;
    return this.eventually(
      () =>
        one<{ root: string }>(
          this.db,
          "SELECT root FROM thread WHERE platform = ? AND conversation = ?",
          platform,
          conversation,
        )?.root ?? null,
    );
  }

  /** Waits until nothing is left in the inbox, then until no answer is left to send. */
  async settled(): Promise<void> {
    await this.eventually(() => (this.count("inbox", "status = 'new'") === 0 ? true : null));
    await this.eventually(() =>
      this.count("outbox", "kind = 'answer' AND status IN ('pending', 'sending')") === 0 ? true : null,
    );
  }

  count(table: string, where: string): number {
    return one<{ n: number }>(this.db, `SELECT count(*) AS n FROM ${table} WHERE ${where}`)?.n ?? 0;
  }

  eventually<T>(look: () => T | null, withinMs?: number): Promise<T> {
    return eventually(look, () => "", withinMs);
  }

  /** Plays steps one after the other. @returns for each whether it was acknowledged */
  async play(steps: readonly Step[]): Promise<boolean[]> {
    const root = await this.root();
    const events: unknown[] = [];
    const acknowledged: boolean[] = [];
    for (const step of steps) {
      const again = step.do === "again";
      const event = step.do === "redeliver" || again ? events[step.step] : this.driver.event(step, root);
      events.push(event);
      acknowledged.push(await this.driver.deliver(event, this.port, again));
      await this.settled();
    }
    return acknowledged;
  }

  /** The notes that stand, by goal number. */
  notes(): ExpectedNote[] {
    return all<{
      number: number;
      state: string | null;
      text: string;
      percent: number | null;
      unchanged: number;
      onBehalfOf: string | null;
    }>(
      this.db,
      `SELECT goal.number, note.state, note.text, note.percent, note.unchanged, note.on_behalf_of AS onBehalfOf FROM note JOIN goal ON goal.id = note.goal_id
       WHERE withdrawn_at IS NULL ORDER BY goal.number, note.id`,
    ).map(({ number, state, text, percent, unchanged, onBehalfOf }) => ({
      number,
      state,
      text,
      ...(percent === null ? {} : { percent }),
      ...(unchanged === 1 ? { unchanged: true } : {}),
      ...(onBehalfOf === null ? {} : { onBehalfOf }),
    }));
  }

  /** The replies whose author was asked, as platform ids. */
  asked(): string[] {
    return all<{ message: string }>(
      this.db,
      "SELECT message FROM message WHERE status = 'asked' ORDER BY id",
    ).map((row) => row.message);
  }

  /** Every text that the database holds anywhere, to look for what must not be in it. */
  everything(): string {
    const tables = all<{ name: string }>(
      this.db,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_index%'",
    );
    return tables.map(({ name }) => JSON.stringify(all(this.db, `SELECT * FROM ${name}`))).join("\n");
  }
}
