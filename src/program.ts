import { type Accepted, createAccept } from "./bot/accept.js";
import { AnswerCache } from "./bot/answer-cache.js";
import { type AppOptions, answerText, createHandle, surfaceOf } from "./bot/app.js";
import { drawn } from "./bot/chart/draw.js";
import { collect, NotYet } from "./bot/collect/collect.js";
import { conversationLost } from "./bot/collect/membership.js";
import type { Bot } from "./bot/context.js";
import type { Platform } from "./bot/platform.js";
import { roundUpOf } from "./bot/round-up.js";
import { lostChannelView, setAsideView, undeliveredView } from "./bot/views/reports.js";
import type { Config } from "./config.js";
import { Deliverer } from "./jobs/deliver.js";
import { renderDigest } from "./jobs/digest.js";
import { Intake } from "./jobs/intake.js";
import { createPlanning } from "./jobs/planning.js";
import { runRoundUps } from "./jobs/round-ups.js";
import { Scheduler } from "./jobs/scheduler.js";
import { tellPlanning } from "./jobs/tell-planning.js";
import { loadPatterns } from "./load-patterns.js";
import type { Log } from "./log.js";
import { importSamples } from "./samples.js";
import { startServer } from "./server.js";
import { type Db, openDatabase } from "./store/database.js";
import { forgetEvents } from "./store/inbox.js";
import { enqueue } from "./store/outbox.js";
import { type Clock, DAY, SECOND } from "./time.js";

/** The running program, for main and for tests that start it in their own process. */
export interface Program {
  readonly port: number;
  /** What a person at the terminal reads first. */
  readonly greeting: string;
  readonly stop: () => Promise<void>;
}

/** Visible characters of the round-up's first post: the table of all departments is in it. */
const ROUND_UP_SIZE = 2000;

/** How long requests and sends under way may take when the program stops. */
const DRAIN = 8 * SECOND;

/** @throws DatabaseError, or the error of listening */
export async function startProgram(
  config: Config,
  given: { readonly log: Log; readonly clock: Clock },
): Promise<Program> {
  const { log } = given;
  const db = openDatabase(config.databasePath);
  const ahead = { days: 0 };
  const clock: Clock = () => given.clock() + ahead.days * DAY;
  if (config.web !== null && config.slack === null && config.teams === null)
    await importSamples(db, clock(), log);

  const parts: { deliverer: Deliverer | null } = { deliverer: null };
  const bot: Bot = {
    db,
    clock,
    log,
    adminUsers: config.adminUsers,
    privacy: loadPatterns(config.privacyPatterns),
    kick: () => parts.deliverer?.kick(),
    answers: new AnswerCache(db),
    planning: createPlanning(db),
  };
  const listening = { port: config.port };
  const platforms = await createPlatforms(config, bot, {
    ahead,
    origin: () => originOf(config, listening.port),
  });
  const options: AppOptions = {
    pageSize: (name) => platforms.find((platform) => platform.name === name)?.pageSize ?? 1000,
  };

  const deliverer = new Deliverer({
    db,
    clock,
    log,
    platforms,
    random: Math.random,
    renderDigest: (thread) => renderDigest(db, thread),
    draw: drawn,
    onGone: (item, reason) => lose(bot, item, reason),
    onDead: (item) => tellPlanning(bot, `dead:${item.id}`, undeliveredView(item)),
  });
  parts.deliverer = deliverer;
  const intake = createIntake(bot, options, deliverer);
  const roundUps = (now: number, owner: string): number =>
    runRoundUps(db, now, owner, (plan, movedBecause) =>
      roundUpOf(db, plan, { pageSize: ROUND_UP_SIZE, now }, movedBecause),
    );
  const scheduler = new Scheduler({ db, clock, log, kick: bot.kick, also: [roundUps] });
  const accept = createAccept(bot, () => intake.kick());
  const handle = createHandle(bot, options);

  const server = await startServer(
    config,
    platforms.flatMap((platform) => platform.routes),
    () => health(db, platforms),
  );
  listening.port = server.port;
  for (const platform of platforms) await platform.start({ handle, accept });
  forgetEvents(db, clock() - 30 * DAY);
  intake.start();
  deliverer.start();
  scheduler.start();
  log.info({ port: server.port, platforms: platforms.map((platform) => platform.name) }, "ready");

  return {
    port: server.port,
    greeting: greeting(config, server.port),
    stop: async () => {
      await scheduler.stop();
      await server.close(DRAIN);
      for (const platform of platforms) await within(platform.stop(), DRAIN);
      await intake.stop();
      await within(deliverer.stop(), DRAIN);
      db.close();
    },
  };
}

/** A conversation that is gone is marked and reported to 企画課, once. */
function lose(
  bot: Bot,
  where: { readonly platform: string; readonly conversation: string },
  reason: string,
): void {
  if (!conversationLost(bot, where, reason)) return;
  tellPlanning(
    bot,
    `lost:${where.platform}:${where.conversation}:${bot.clock()}`,
    lostChannelView(bot.db, where),
  );
  bot.kick();
}

function createIntake(bot: Bot, options: AppOptions, deliverer: Deliverer): Intake {
  return new Intake({
    db: bot.db,
    clock: bot.clock,
    log: bot.log,
    work: (payload) => {
      const accepted = payload as Accepted;
      const { incoming } = accepted;
      if (incoming.kind === "departure") lose(bot, incoming.where, "removed");
      const reply = collect(bot, accepted, (question) =>
        answerText(bot, question, surfaceOf(bot, question, options)),
      );
      if (reply === null) return;
      const { platform, conversation, destination, thread } = incoming.where;
      const now = bot.clock();
      enqueue(
        bot.db,
        {
          dedupe: `answer:${platform}:${incoming.key}`,
          platform,
          kind: "answer",
          conversation,
          destination,
          thread,
          target: null,
          // The words are in the notes; a second copy is not kept.
          body: {
            type: "answer",
            incoming: "text" in incoming ? { ...incoming, text: "" } : incoming,
            reply,
          },
          after: null,
          notBefore: now,
          notAfter: now + DAY,
        },
        now,
      );
      deliverer.kick();
    },
    isNotYet: (error) => error instanceof NotYet,
    onSetAside: (item, errorId) => tellPlanning(bot, `set-aside:${item.id}`, setAsideView(item, errorId)),
  });
}

/** An adapter is loaded only when it is configured: its SDK costs memory and start time. */
async function createPlatforms(
  config: Config,
  bot: Bot,
  more: { readonly ahead: { days: number }; readonly origin: () => string },
): Promise<Platform[]> {
  const platforms: Platform[] = [];
  if (config.slack !== null) {
    const { createSlackPlatform } = await import("./bot/slack/slack.js");
    platforms.push(await createSlackPlatform({ config: config.slack, log: bot.log, clock: bot.clock }));
  }
  if (config.teams !== null) {
    const { createTeamsPlatform } = await import("./bot/teams/teams.js");
    platforms.push(createTeamsPlatform({ config: config.teams, log: bot.log, clock: bot.clock }));
  }
  if (config.web !== null) {
    const { createWorkspace } = await import("./workspace.js");
    platforms.push(createWorkspace(config, bot, more));
  }
  return platforms;
}

function health(db: Db, platforms: readonly Platform[]) {
  const checks: Record<string, boolean> = { database: isWritable(db) };
  for (const platform of platforms) checks[platform.name] = platform.healthy();
  return { ok: Object.values(checks).every((ok) => ok), checks };
}

function isWritable(db: Db): boolean {
  try {
    db.prepare(
      "INSERT INTO setting(key, value) VALUES ('health', '1') ON CONFLICT(key) DO UPDATE SET value = '1'",
    ).run();
    return true;
  } catch {
    return false;
  }
}

function originOf(config: Config, port: number): string {
  return `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
}

function greeting(config: Config, port: number): string {
  const lines = [
    config.web === null ? "" : `ためしの画面を開いてください: ${originOf(config, port)}/\n`,
    config.slack === null
      ? ""
      : `Slack につなぎます（${config.slack.appToken === null ? "HTTP /slack/events" : "ソケットモード"}）。\n`,
    teamsGreeting(config),
  ];
  return lines.join("");
}

function teamsGreeting({ teams }: Config): string {
  if (teams === null) return "";
  return teams.authenticated
    ? "Teams につなぎます（HTTP /api/messages）。\n"
    : "Teams の確認用です（TEAMS_AUTH=none）。この機械の Microsoft 365 Agents Playground からだけ使えます。\n";
}

/** Waits for `work`, but not longer than `ms`. */
async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
