import { type Clock, MINUTE, SECOND } from "../domain/time.js";

/** Timers as Node gives them: they follow the time since the machine started, whatever its clock shows. */
export interface Timers {
  readonly set: (work: () => void, ms: number) => unknown;
  readonly clear: (timer: unknown) => void;
}

const REAL_TIMERS: Timers = {
  set: (work, ms) => setTimeout(work, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

export interface PulseOptions {
  /** Must not throw. */
  readonly beat: () => void;
  /** Milliseconds that only go forward. */
  readonly monotonic: Clock;
  /** It stood still, and was set going again. */
  readonly onRestart: (stoodMs: number) => void;
  /** It stands still although it was set going again: only a new process helps. */
  readonly onStuck: () => void;
  readonly timers?: Timers;
}

const EVERY = 20 * SECOND;
/** A pulse that has not beaten for so long does not beat any more. */
export const LONGEST_SILENCE = 5 * MINUTE;

/**
 * Beats at least three times a minute, also after the machine's clock was ahead and is put back, and where summer time ends: what
 * waits for an instant of the wall clock waits until that clock has caught up. A second chain of timers looks after the first.
 */
export class Pulse {
  private readonly timers: Timers;
  private beating: unknown = null;
  private watching: unknown = null;
  private running = false;
  private restarted = false;
  /** When it beat last, on `monotonic`. */
  beatAt: number;

  constructor(private readonly options: PulseOptions) {
    this.timers = options.timers ?? REAL_TIMERS;
    this.beatAt = options.monotonic();
  }

  start(): void {
    this.running = true;
    this.beatAt = this.options.monotonic();
    this.beat();
    this.watch();
  }

  stop(): void {
    this.running = false;
    this.timers.clear(this.beating);
    this.timers.clear(this.watching);
  }

  /** Beats now, out of turn. */
  now(): void {
    this.options.beat();
    this.beatAt = this.options.monotonic();
    this.restarted = false;
  }

  private beat(): void {
    if (!this.running) return;
    this.now();
    this.beating = this.timers.set(() => this.beat(), EVERY);
  }

  private watch(): void {
    if (!this.running) return;
    this.watching = this.timers.set(() => this.watch(), MINUTE);
    const stood = this.options.monotonic() - this.beatAt;
    if (stood < LONGEST_SILENCE) return;
    if (this.restarted) {
      this.options.onStuck();
      return;
    }
    this.options.onRestart(stood);
    this.timers.clear(this.beating);
    this.beating = this.timers.set(() => this.beat(), 0);
    this.restarted = true;
  }
}
