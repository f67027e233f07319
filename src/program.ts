import type { AppOptions } from "./bot/app.js";
import { drawn } from "./bot/chart/png.js";
import { AnswerCache, type Bot } from "./bot/context.js";
import { yearTroubles } from "./bot/features/lineage/year-troubles.js";
import { roundUpOf } from "./bot/features/standing/round-up.js";
import { backupFailedView, undeliveredView, unreachableView } from "./bot/features/troubles/trouble-view.js";
import { FileUnavailable, type Platform, type PlatformName, type SharedFile } from "./bot/platform.js";
import type { Config } from "./config.js";
import { MAX_DOCUMENT_BYTES } from "./domain/document-name.js";
import { type Clock, DAY, SECOND, shortTime } from "./domain/time.js";
import { Backups } from "./jobs/backups.js";
import { CatchUp } from "./jobs/catch-up.js";
import { Deliverer } from "./jobs/deliver.js";
import { renderDigest, renderPlanned } from "./jobs/digest.js";
import type { Intake } from "./jobs/intake.js";
import { listJobs } from "./jobs/jobs.js";
import { newOwner } from "./jobs/ledger.js";
import { createPlanning } from "./jobs/planning.js";
import { ROUND_UP_SIZE } from "./jobs/round-ups.js";
import { LONGEST_SILENCE, Scheduler } from "./jobs/scheduler.js";
import { NOT_CONNECTED } from "./jobs/settling.js";
import { Names } from "./jobs/shown-names.js";
import { tellPlanning, watchYear } from "./jobs/tell-planning.js";
import { loadPatterns } from "./load-patterns.js";
import type { Log } from "./log.js";
import { inTime, monotonic } from "./machine-clock.js";
import { Metrics } from "./metrics.js";
import { createOffice } from "./office/office-page.js";
import { createHealth, feedWatchdog, metered, queueLengths } from "./program/health.js";
import { createHost, lose, regain } from "./program/host.js";
import { createPlatforms } from "./program/load-platforms.js";
import { createIntake } from "./program/work-off.js";
import { startServer } from "./server.js";
import { type Db, openDatabase, requireBegun } from "./store/database.js";
import { holdDatabase, type Release } from "./store/lock.js";
import { guardNotes } from "./store/notes.js";
import { findPlan, preferMunicipality } from "./store/plans.js";

/** The running program, for main and for tests that start it in their own process. */
export interface Program {
  readonly port: number;
  /** What a person at the terminal reads first. */
  readonly greeting: string;
  /** The one-time address of the web workspace; null where a word opens it, or where there is none. */
  readonly link: string | null;
  readonly stop: () => Promise<void>;
}

/** A container is given ten seconds to stop. */
const DRAIN = 8 * SECOND;

/** @throws DatabaseError, or the error of listening */
export async function startProgram(
  config: Config,
  given: {
    readonly log: Log;
    readonly clock: Clock;
    /** Where a person at the terminal reads what the program has to say while it runs. */
    readonly announce?: (text: string) => void;
    /** Told when nothing runs any more and only a new process helps. */
    readonly onStuck?: () => void;
    /** As `readWatchdog` gives it. */
    readonly watchdogMs?: number | null;
    /** How long everything that is under way may take together when the program stops. */
    readonly drainMs?: number;
  },
): Promise<Program> {
  const { log } = given;
  // The workspace alone and Microsoft's playground are for trying: they begin with samples.
  const trial = config.slack === null && config.teams?.authenticated !== true;
  if (!trial) requireBegun(config.databasePath, config);
  const release = holdDatabase(config.databasePath, shortTime(given.clock()));
  const db = openHeld(config.databasePath, release);
  const ahead = { days: 0 };
  const clock: Clock = () => given.clock() + ahead.days * DAY;
  if (trial && (config.web !== null || config.teams !== null)) {
    // The readers of documents are loaded only where they are wanted.
    const { loadSamples } = await import("./samples.js");
    await loadSamples(db, clock(), log);
  }
  if (config.municipality != null) preferMunicipality(db, config.municipality);

  const parts: { deliverer: Deliverer | null; intake: Intake | null } = { deliverer: null, intake: null };
  const listening = { port: config.port };
  const origin = (): string => originOf(config, listening.port);
  const privacy = loadPatterns(config.privacyPatterns);
  guardNotes(db, privacy);
  const bot: Bot = {
    db,
    clock,
    log,
    adminUsers: config.adminUsers,
    municipality: config.municipality,
    outsiders: config.outsiders,
    privacy,
    officeLink: (person, errand) => office.linkFor(person, errand),
    kick: () => {
      parts.deliverer?.kick();
      parts.intake?.kick();
    },
    answers: new AnswerCache(db),
    planning: createPlanning(db),
  };
  const office = createOffice({
    bot,
    address: { publicUrl: config.publicUrl, host: config.host },
    origin,
    fetchDocument: (name, file) => fetchFrom(platforms, name, file),
  });
  const shown: { address: string | null } = { address: null };
  const { platforms, door } = await createPlatforms(config, bot, {
    ahead,
    origin,
    showLink: (address) => {
      shown.address = address;
      given.announce?.(workspaceLine(address));
    },
  });
  const options: AppOptions = {
    pageSize: (name) => platforms.find((platform) => platform.name === name)?.pageSize ?? 1000,
  };

  const metrics = config.metrics ? new Metrics() : null;
  const deliverer = new Deliverer({
    db,
    clock,
    log,
    platforms: metrics === null ? platforms : platforms.map((platform) => metered(platform, metrics)),
    random: Math.random,
    renderDigest: (thread, part) => renderDigest(db, thread, part),
    onSettled: () => parts.intake?.kick(),
    renderPlanned: (planned, item, now) => renderPlanned(db, planned, item, now),
    draw: drawn,
    onReached: (item) => regain(bot, item),
    onGone: (item, reason) => lose(bot, item, reason),
    onDead: (item, reason, perhaps) => {
      metrics?.count("dead_letters_total", { platform: item.platform });
      if (reason === NOT_CONNECTED) {
        // Once for a person, however much they miss.
        const dedupe = `unreachable:${item.platform}:${item.target}`;
        const plan = findPlan(db, item.office?.plan ?? 0);
        tellPlanning(bot, dedupe, unreachableView(db, item), plan?.municipalityId ?? null);
      } else tellPlanning(bot, `dead:${item.id}`, undeliveredView(db, item, perhaps));
    },
  });
  parts.deliverer = deliverer;
  const intake = createIntake(bot, options, bot.kick, metrics);
  parts.intake = intake;
  const backups = config.backups
    ? new Backups({
        db,
        clock: given.clock,
        log,
        config: config.backups,
        owner: newOwner(),
        onFailed: (key, lastGood) => {
          tellPlanning(bot, key, backupFailedView(lastGood));
          bot.kick();
        },
      })
    : null;
  const names = new Names({ db, clock: given.clock, log, platforms });
  const scheduler = new Scheduler({
    db,
    clock,
    log,
    kick: bot.kick,
    jobs: listJobs((plan, movedBecause) =>
      roundUpOf(db, plan, { pageSize: ROUND_UP_SIZE, now: clock() }, movedBecause),
    ),
    onLook: () => {
      try {
        watchYear(bot, clock(), (now) => yearTroubles(db, now));
      } catch (error) {
        log.error(
          { err: error },
          "what the change of the year needs could not be looked at; it will be tried again",
        );
      }
      names.kick();
      backups?.kick();
      catchUp.look();
    },
    ...(given.onStuck === undefined ? {} : { onStuck: given.onStuck }),
  });

  const host = createHost(bot, options, () => intake.kick(), metrics, platforms);
  const catchUp = new CatchUp({ db, clock: given.clock, log, platforms, accept: host.accept });

  const server = await startServer(
    config,
    [office.route, ...platforms.flatMap((platform) => platform.routes)],
    createHealth({
      db,
      config,
      platforms,
      clock: given.clock,
      monotonic,
      troubled: () => intake.troubled,
      lastTick: () => scheduler.lookedAt,
      failedJobs: () => scheduler.failed,
    }),
    { log, ...(metrics === null ? {} : { metrics: () => metrics.text(queueLengths(db)) }) },
  );
  listening.port = server.port;
  for (const platform of platforms)
    await platform.start({ ...host, reached: () => catchUp.reached(platform.name) });
  intake.start();
  deliverer.start();
  scheduler.start();
  // The address names the port, which is known only now.
  door?.showLink();
  const unfeed = given.watchdogMs
    ? feedWatchdog(given.watchdogMs, () => monotonic() - scheduler.lookedAt < LONGEST_SILENCE, log)
    : null;
  log.info({ port: server.port, platforms: platforms.map((platform) => platform.name) }, "ready");

  return {
    port: server.port,
    greeting: greeting(config, server.port),
    link: shown.address,
    stop: async () => {
      const until = monotonic() + (given.drainMs ?? DRAIN);
      const left = (): number => Math.max(until - monotonic(), 0);
      unfeed?.();
      await scheduler.stop();
      // Adapters first let go of what would stay open for ever, then finish; what is being taken in is stored until then.
      await Promise.all([
        server.close(left()),
        ...platforms.map((platform) => inTime(platform.stop(), left())),
      ]);
      await inTime(
        Promise.all([intake.stop(), backups?.stop(), names.stop(), catchUp.stop(), deliverer.stop()]),
        left(),
      );
      db.close();
      release();
    },
  };
}

/** What cannot be opened is not held either. */
function openHeld(file: string, release: Release): Db {
  try {
    return openDatabase(file, { toWork: true });
  } catch (error) {
    release();
    throw error;
  }
}

/** A document that lies in a conversation. @throws FileUnavailable */
async function fetchFrom(
  platforms: readonly Platform[],
  name: PlatformName,
  file: SharedFile,
): Promise<Uint8Array> {
  const platform = platforms.find((each) => each.name === name);
  if (platform?.fetchFile === undefined) throw new FileUnavailable("gone", `no files of ${name}`);
  return platform.fetchFile(file, MAX_DOCUMENT_BYTES);
}

/** What a person at the terminal reads first. */

/** Waiting on every address is no address to open. */
const EVERYWHERE = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "[::1]"],
]);

/** The address at which this machine reaches the program. */
function originOf({ host }: Config, port: number): string {
  return `http://${EVERYWHERE.get(host) ?? (host.includes(":") ? `[${host}]` : host)}:${port}`;
}

/** Where the web workspace is opened. */
function workspaceLine(address: string): string {
  return `ためしの画面を開いてください: ${address}\n`;
}

export function greeting(config: Config, port: number): string {
  const lines = [
    // Without a word in the configuration a one-time address is shown instead.
    config.web === null || config.web.token === null ? "" : workspaceLine(`${originOf(config, port)}/`),
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
