import { writeFileSync } from "node:fs";
import path from "node:path";

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
    const text = `(${install})(${JSON.stringify(this.file)})`;
    return `--import=data:text/javascript,${encodeURIComponent(text)}`;
  }
}

/** Stands for itself, because its text is what the program's process runs first. */
function install(file: string): void {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const RealDate = globalThis.Date;
  const real = RealDate.now.bind(RealDate);
  const now = (): number => real() + Number(readFileSync(file, "utf8"));
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}
