// Moves the clock of this process, and of every process that it starts, by ANY_DAY_SHIFT milliseconds. Timers run as ever.
const shift = Number(process.env.ANY_DAY_SHIFT ?? 0);
if (shift !== 0) {
  const Machine = globalThis.Date;
  const now = () => Machine.now() + shift;
  globalThis.Date = new Proxy(Machine, {
    apply: () => new Machine(now()).toString(),
    construct: (target, given, asked) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, asked),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}
