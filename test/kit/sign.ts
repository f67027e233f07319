import { createHmac } from "node:crypto";
import { systemClock } from "../../src/machine-clock.js";

/** The signing secret of every Slack app of the tests, unless a test makes another. */
export const SECRET = "a-signing-secret-of-our-own";

export const FORM = "application/x-www-form-urlencoded";

/**
 * The headers of a request of Slack's.
 * @param at the second that it was signed at
 */
export function signed(
  body: string,
  type = "application/json",
  at = Math.floor(systemClock() / 1000),
  secret: string = SECRET,
): Record<string, string> {
  const hash = createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex");
  return {
    "content-type": type,
    "x-slack-request-timestamp": String(at),
    "x-slack-signature": `v0=${hash}`,
  };
}
