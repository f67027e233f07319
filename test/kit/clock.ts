import { afterAll } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { beginHurry, install } from "./hurry.js";

/** A Tuesday in office hours, in the fiscal year of the samples, with nothing that keeps a post waiting. */
const WORKING_DAY = tokyoInstant("2026-11-24", "10:00");

/**
 * Sets the clock of this process, for all of a file's tests: the program that runs in it, the platforms' libraries, which look at
 * the clock themselves, and the fakes agree on what day it is. Time passes as ever.
 */
export function setClock(instant = WORKING_DAY): void {
  afterAll(install(beginHurry(instant, 1)));
}
