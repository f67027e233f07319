import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";

/** A world in which time runs faster and begins when we like, for the program as it is. */
export interface Hurry {
  /** The machine's time at which it began. */
  readonly real: number;
  /** What the clock showed then. */
  shown: number;
  readonly speed: number;
  /** Milliseconds of the machine that a call has at least: a fake on a busy machine must not look like one that is dead. */
  readonly patience: number;
}

const machine = Date.now.bind(Date);

export const beginHurry = (shown: number, speed: number, patience = 5_000): Hurry => ({
  real: machine(),
  shown,
  speed,
  patience,
});

export const shownBy = ({ real, shown, speed }: Hurry): number => shown + (machine() - real) * speed;

/**
 * Replaces the clock and the timers of this process. Stands for itself, because its text is also what a child process
 * runs before the program. `hurry.shown` may be moved afterwards.
 * @returns what puts everything back
 */
export function install(hurry: Hurry): () => void {
  const { Date: RealDate, setTimeout: later, setInterval: every } = globalThis;
  const machineTime = RealDate.now.bind(RealDate);
  const limit = AbortSignal.timeout.bind(AbortSignal);
  const { now: realElapsed } = performance;
  const elapsed = realElapsed.bind(performance);
  const now = (): number => Math.floor(hurry.shown + (machineTime() - hurry.real) * hurry.speed);
  const HurriedDate = new Proxy(RealDate, {
    construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  const sooner = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    later(work, ms / hurry.speed, ...args);
  globalThis.Date = HurriedDate;
  globalThis.setTimeout = Object.assign(sooner, later) as typeof setTimeout;
  // Slack's client looks for signs of life at an interval, and compares them with the clock.
  globalThis.setInterval = Object.assign(
    (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      every(work, ms / hurry.speed, ...args),
    every,
  ) as typeof setInterval;
  // What paces the calls must hurry with what gives them up.
  performance.now = () => elapsed() * hurry.speed;
  AbortSignal.timeout = (ms) => limit(Math.max(Math.ceil(ms / hurry.speed), Math.min(ms, hurry.patience)));
  // A disk does not hurry: what takes it a moment would take seconds here.
  const fs = process.getBuiltinModule("node:fs");
  const { syncBuiltinESMExports } = process.getBuiltinModule("node:module");
  const { fdatasync } = fs;
  if (hurry.speed > 1)
    Object.assign(fs, { fdatasync: (_: number, done: (error: null) => void) => setImmediate(done, null) });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { fdatasync });
    syncBuiltinESMExports();
    globalThis.Date = RealDate;
    globalThis.setTimeout = later;
    globalThis.setInterval = every;
    AbortSignal.timeout = limit;
    performance.now = realElapsed;
  };
}

/** The argument with which Node lets a program live in that world from its first line. */
export const preload = (hurry: Hurry): string =>
  `--import=data:text/javascript,${encodeURIComponent(`(${install})(${JSON.stringify(hurry)})`)}`;

/** A Tuesday in office hours, in the fiscal year of the samples, with nothing that keeps a post waiting. */
const WORKING_DAY = tokyoInstant("2026-11-24", "10:00");

/**
 * Sets the clock of this process, for all of a file's tests: the program that runs in it, the platforms' libraries, which look at
 * the clock themselves, and the fakes agree on what day it is.
 * @param speed how many times faster than the machine's time passes: a test that waits for paces and second attempts need
 *   not wait for them in real seconds
 */
export function setClock(speed = 1): void {
  afterAll(install(beginHurry(WORKING_DAY, speed)));
}

/**
 * The clock of a machine that somebody sets while the program runs: what `Date` shows is ahead by as many milliseconds as a
 * file says; it is read again at each look, because a real clock jumps without telling anybody. Timers go on undisturbed.
 */
export class MachineClock {
  private readonly file: string;
  ahead = 0;

  constructor(folder: string) {
    this.file = path.join(folder, "clock-ahead");
    this.set(0);
  }

  set(ahead: number): void {
    this.ahead = ahead;
    writeFileSync(this.file, String(ahead));
  }

  /** The option with which Node lets a program live by this clock. */
  get option(): string {
    const text = `(${readFrom})(${JSON.stringify(this.file)})`;
    return `--import=data:text/javascript,${encodeURIComponent(text)}`;
  }
}

/** Stands for itself, because its text is what the program's process runs first. */
function readFrom(file: string): void {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const RealDate = globalThis.Date;
  const real = RealDate.now.bind(RealDate);
  const now = (): number => real() + Number(readFileSync(file, "utf8"));
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}
