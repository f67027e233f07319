import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
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

export const APP_ID = "0b6f3f3c-1f0b-4d41-8d1c-6f2a6b1f8a10";
export const ISSUER = "https://issuer.example.jp";

interface Key {
  readonly kid: string;
  readonly sign: (text: string) => string;
  readonly jwk: Record<string, unknown>;
}

function makeKey(kid: string): Key {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    kid,
    sign: (text) => createSign("RSA-SHA256").update(text).sign(privateKey, "base64url"),
    jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", endorsements: ["msteams"] },
  };
}

/** Making keys is slow: one pair for all tests of a process, when the first one needs it. The forger's key has the same name. */
const made = new Map<"microsoft" | "forger", Key>();

function keyOf(whose: "microsoft" | "forger"): Key {
  const key = made.get(whose) ?? makeKey("key-1");
  made.set(whose, key);
  return key;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What Microsoft shows of its keys. */
export const publicKeys = () => [keyOf("microsoft").jwk];

/** A token as Microsoft gives to Teams. */
export function teamsToken(over: Record<string, unknown>, forged = false): string {
  const now = Math.floor(systemClock() / 1000);
  const claims = { iss: ISSUER, aud: APP_ID, nbf: now - 60, exp: now + 3600, ...over };
  const key = keyOf(forged ? "forger" : "microsoft");
  const text = `${encode({ alg: "RS256", typ: "JWT", kid: key.kid })}.${encode(claims)}`;
  return `${text}.${key.sign(text)}`;
}
