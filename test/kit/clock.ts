import type { Clock } from "../../src/domain/time.js";
import { tokyoInstant } from "../../src/domain/time.js";

/** A Tuesday in office hours, in the fiscal year of the samples, with nothing that keeps a post waiting. */
export const WORKING_DAY = tokyoInstant("2026-11-24", "10:00");

const began = performance.now();

/** A working day whose time passes as the machine's does: for a program in this process, on whatever day that is. */
export const officeHours: Clock = () => WORKING_DAY + Math.floor(performance.now() - began);
