import { type Clock, MINUTE, SECOND } from "../../../domain/time.js";

/** How far a request's timestamp may be from our clock, as Slack recommends. */
export const TOLERANCE = 5 * MINUTE;

/** A signature is good until its timestamp is too old, which may lie ahead of us by as much again. */
const LIFETIME = 2 * TOLERANCE;
const MOST = 50_000;

/**
 * Remembers the signatures of requests that took effect, so that a copied request has none.
 * Slack's own redelivery is signed anew and passes.
 */
export class ReplayGuard {
  private readonly until = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  seen(signature: string): boolean {
    return (this.until.get(signature) ?? 0) > this.clock();
  }

  remember(signature: string): void {
    const now = this.clock();
    this.until.set(signature, now + LIFETIME);
    for (const [oldest, until] of this.until) {
      if (until > now && this.until.size <= MOST) break;
      this.until.delete(oldest);
    }
  }
}

/**
 * What identifies a verified signature. Bolt compares only the part between the first two `=`, so whatever follows
 * can be varied by somebody who copies a request.
 */
export function signatureKey(header: string): string {
  return header.split("=")[1] ?? "";
}

/** Whether a request claims to come from the future; Bolt itself refuses only old ones. */
export function isFromFuture(timestamp: string | undefined, now: number): boolean {
  return Number(timestamp) * SECOND > now + TOLERANCE;
}
