import { createHash, randomBytes } from "node:crypto";
import type { OfficeErrand } from "../bot/context.js";
import { type Clock, HOUR, MINUTE } from "../domain/time.js";

/** Who stands before the office page: a person as the platform names them, with the place the link was asked for in. */
export interface Visitor {
  readonly platform: string;
  readonly id: string;
  readonly name: string | null;
}

/** How long a link that was not opened is good for. */
export const LINK_LIFE = 10 * MINUTE;
/** A day's work: whoever comes back tomorrow asks for a new link. */
export const SESSION_LIFE = 9 * HOUR;
/** A person who works elsewhere for this long has left the page. */
const IDLE_LIFE = HOUR;
/** More links at a time than people with the role; what comes beyond pushes out the oldest. */
const MOST_LINKS = 200;

interface Link {
  readonly visitor: Visitor;
  readonly errand: OfficeErrand | null;
  readonly until: number;
}

interface Session {
  readonly visitor: Visitor;
  /** What the person came for. */
  readonly errand: OfficeErrand | null;
  readonly startedAt: number;
  lastAt: number;
  /** Put into every form of the page, and demanded back: another site cannot know it. */
  readonly formKey: string;
}

/**
 * The door of the office page: one-time links, each good for one browser session of one person. Nothing of it is stored; after
 * a restart everybody asks for a new link. Only hashes are kept, so that a look into the memory opens nothing.
 */
export class Entrances {
  readonly #links = new Map<string, Link>();
  readonly #sessions = new Map<string, Session>();

  constructor(private readonly clock: Clock) {}

  /** @returns the secret of a link for this person; an earlier one that was not opened ends with it */
  issue(visitor: Visitor, errand: OfficeErrand | null = null): string {
    const now = this.clock();
    for (const [key, link] of this.#links) {
      if (link.until <= now || isSame(link.visitor, visitor)) this.#links.delete(key);
    }
    if (this.#links.size >= MOST_LINKS) {
      const [oldest] = this.#links.keys();
      if (oldest !== undefined) this.#links.delete(oldest);
    }
    const token = secret();
    this.#links.set(hashed(token), { visitor, errand, until: now + LINK_LIFE });
    return token;
  }

  /** True where the link could be opened now. Looking does not use it up: programs that check links look, too. */
  isOpen(token: string): boolean {
    const link = this.#links.get(hashed(token));
    return link !== undefined && this.clock() < link.until;
  }

  /** What a link that is open was given for. */
  errandOf(token: string): OfficeErrand | null {
    return this.#links.get(hashed(token))?.errand ?? null;
  }

  /** Uses the link up. @returns the session's secret for the cookie, or null where the link is spent, too old or none */
  enter(token: string): { readonly cookie: string; readonly errand: OfficeErrand | null } | null {
    const key = hashed(token);
    const link = this.#links.get(key);
    this.#links.delete(key);
    const now = this.clock();
    if (link === undefined || link.until <= now) return null;
    this.#forgetOld(now);
    const cookie = secret();
    this.#sessions.set(hashed(cookie), {
      visitor: link.visitor,
      errand: link.errand,
      startedAt: now,
      lastAt: now,
      formKey: secret(),
    });
    return { cookie, errand: link.errand };
  }

  /** Who comes with this cookie, or null where the session is over. */
  visitorOf(cookie: string): Pick<Session, "visitor" | "errand" | "formKey"> | null {
    const session = this.#sessions.get(hashed(cookie));
    if (session === undefined) return null;
    const now = this.clock();
    if (isOver(session, now)) {
      this.#sessions.delete(hashed(cookie));
      return null;
    }
    session.lastAt = now;
    return session;
  }

  leave(cookie: string): void {
    this.#sessions.delete(hashed(cookie));
  }

  #forgetOld(now: number): void {
    for (const [key, session] of this.#sessions) if (isOver(session, now)) this.#sessions.delete(key);
  }
}

/** A clock that was put back must not keep a session alive: what starts in the future is over, too. */
function isOver({ startedAt, lastAt }: Session, now: number): boolean {
  return now >= startedAt + SESSION_LIFE || now >= lastAt + IDLE_LIFE || now < startedAt - MINUTE;
}

const isSame = (a: Visitor, b: Visitor): boolean => a.platform === b.platform && a.id === b.id;
const secret = (): string => randomBytes(32).toString("base64url");
const hashed = (token: string): string => createHash("sha256").update(token).digest("base64url");
