/** Reading what came from outside: nothing about its shape is trusted, and the empty string counts as absent. */

/** The value of a JSON text that came back from outside, or null where it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export type Json = Readonly<Record<string, unknown>>;

const NOTHING: Json = {};

/** The value as an object; an empty one where it is anything else. */
export function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : NOTHING;
}

/** The object under a key; an empty one where there is none. */
export function objectAt(from: Json, key: string): Json {
  return asObject(from[key]);
}

/** The string under a key; null where there is none or it is empty. */
export function stringAt(from: Json, key: string): string | null {
  const value = from[key];
  return typeof value === "string" && value !== "" ? value : null;
}

/** The array under a key; empty where there is none. */
export function arrayAt(from: Json, key: string): readonly unknown[] {
  const value = from[key];
  return Array.isArray(value) ? value : [];
}

/** Of a failure a short word that holds neither an address with a password nor a secret. */
export function errorWord(error: unknown): string {
  const { cause, code, name } = asObject(error);
  const inner = asObject(cause).code ?? code;
  if (typeof inner === "string") return inner;
  if (error instanceof SyntaxError) return "JSON ではない応答";
  if (name === "TimeoutError") return "時間内に返事がない";
  return typeof name === "string" ? name : "不明";
}
