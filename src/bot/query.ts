/**
 * What a button asks for. A button's value travels through a platform and comes back from the outside, so it is
 * read with a schema, and whoever presses it is checked exactly as if they had typed it: nothing in it is trusted.
 *
 * Each feature adds its own to these two interfaces beside the schema that reads it back (`declare module`), so that a
 * view can only make buttons that some feature answers.
 */

/** Looking something up; changes nothing. */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface Queries {}

/** Everything else a button does. A `nonce` makes a second press of the same button the same act. */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface Acts {}

export type Query = Queries[keyof Queries];
export type Press = Query | Acts[keyof Acts];

/** Whether a press opens a form; those are named so, because some platforms must know it when they draw the button. */
export const opensForm = (press: Press): boolean => press.do.endsWith("-form");

/** A press as the string that a platform carries (Slack allows 2,000 characters). */
export function encodePress(press: Press): string {
  return JSON.stringify(press);
}
