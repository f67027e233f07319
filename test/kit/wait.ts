/** How long an event may take on a machine that is busy with other things: far more than it ever needs. */
const PATIENCE = 110_000;
const LOOK_EVERY = 10;

/** Milliseconds that pass in the world, also where a test lets the program's run faster. */
export const machineElapsed = performance.now.bind(performance);

/**
 * Waits for what a test is about to look at, and gives it; never for a time. Measured by the time that passes, whatever is
 * done to the clock.
 * @param look what is there, or null, undefined or false where it is not yet
 * @param state what to say where it does not come
 */
export async function eventually<T>(
  look: () => T | null | undefined | false,
  state: () => string = () => "",
  withinMs = PATIENCE,
): Promise<T> {
  const end = machineElapsed() + withinMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (machineElapsed() > end) throw new Error(`it did not happen in time: ${state()}`);
    await rest(LOOK_EVERY);
  }
}

const later = globalThis.setTimeout;

/** Lets the others work for some milliseconds, by the timers of the machine. */
export const rest = (ms: number): Promise<void> => new Promise((resolve) => later(resolve, ms));
