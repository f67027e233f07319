import { setTimeout as pause } from "node:timers/promises";

/** A world in which time runs faster and begins when we like, for the program as it is. */
export interface Hurry {
  /** The machine's time at which it began. */
  readonly real: number;
  /** What the clock showed then. */
  shown: number;
  readonly speed: number;
}

const machine = Date.now.bind(Date);

export const beginHurry = (shown: number, speed: number): Hurry => ({ real: machine(), shown, speed });

export const shownBy = ({ real, shown, speed }: Hurry): number => shown + (machine() - real) * speed;

/**
 * Replaces the clock and the timers of this process. Stands for itself, because its text is also what a child process
 * runs before the program. `hurry.shown` may be moved afterwards.
 * @returns what puts everything back
 */
export function install(hurry: Hurry): () => void {
  const { Date: RealDate, setTimeout: later } = globalThis;
  const machineTime = RealDate.now.bind(RealDate);
  const limit = AbortSignal.timeout.bind(AbortSignal);
  const now = (): number => Math.floor(hurry.shown + (machineTime() - hurry.real) * hurry.speed);
  const HurriedDate = new Proxy(RealDate, {
    construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  const sooner = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    later(work, ms / hurry.speed, ...args);
  globalThis.Date = HurriedDate;
  globalThis.setTimeout = Object.assign(sooner, later) as typeof setTimeout;
  AbortSignal.timeout = (ms) => limit(Math.ceil(ms / hurry.speed));
  return () => {
    globalThis.Date = RealDate;
    globalThis.setTimeout = later;
    AbortSignal.timeout = limit;
  };
}

/** The argument with which Node lets a program live in that world from its first line. */
export const preload = (hurry: Hurry): string =>
  `--import=data:text/javascript,${encodeURIComponent(`(${install})(${JSON.stringify(hurry)})`)}`;

/** Waits by the machine's own clock, whatever was installed. */
export const sleep = (ms: number): Promise<void> => pause(ms);
