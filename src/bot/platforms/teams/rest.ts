import { asObject, type Json, objectAt } from "../../json.js";
import type { Connector } from "./link.js";

/** Calls to the Bot Connector over plain HTTP, each made once; what fails is thrown as `outcomeOf` reads it. */

export interface Request {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  /** Who calls, as a header; empty without authentication. */
  readonly authorization: Readonly<Record<string, string>>;
  /** Absent where nothing is sent. */
  readonly body?: Json;
}

/** @returns the answer as an object, empty where it is none; @throws CallFailed */
export async function request(
  { method, url, authorization, body }: Request,
  { fetch, callMs }: { readonly fetch: typeof globalThis.fetch; readonly callMs: number },
): Promise<Json> {
  try {
    const response = await fetch(url, {
      method,
      headers: { "content-type": "application/json; charset=utf-8", ...authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.timeout(callMs),
    });
    const answer = readAnswer(await response.text());
    if (response.ok) return answer;
    throw new CallFailed({ statusCode: response.status, details: answer, headers: response.headers });
  } catch (error) {
    throw error instanceof CallFailed ? error : new CallFailed({ code: codeOf(error) });
  }
}

/** What no library of Microsoft's does that is in use here. @param call a method and the path behind the address of the service */
export function plainCalls(
  call: (method: "GET" | "PUT" | "DELETE", path: string) => Promise<unknown>,
): Pick<Connector, "channelsOf" | "react"> {
  const at = (...parts: readonly string[]): string => ["v3", ...parts].map(encodeURIComponent).join("/");
  return {
    channelsOf: (team) => call("GET", at("teams", team, "conversations")),
    react: (conversation, message, reaction, stands) =>
      call(
        stands ? "PUT" : "DELETE",
        at("conversations", conversation, "activities", message, "reactions", reaction),
      ),
  };
}

/** A path behind the address of a service, which may end with a stroke or not. */
export const behind = (serviceUrl: string, path: string): string =>
  `${serviceUrl.replace(/\/+$/, "")}/${path}`;

/** A status with the connector's own words, or what the HTTP client threw. */
class CallFailed extends Error {
  override readonly name = "RestError";
  readonly statusCode: number | undefined;
  readonly code: string | undefined;
  readonly details: Json;
  readonly response: { readonly headers: Headers | undefined };

  constructor(failed: {
    readonly statusCode?: number;
    readonly code?: string;
    readonly details?: Json;
    readonly headers?: Headers;
  }) {
    super("a call to the Bot Connector failed");
    this.statusCode = failed.statusCode;
    this.code = failed.code;
    this.details = failed.details ?? asObject(null);
    this.response = { headers: failed.headers };
  }
}

/** The answer as an object; empty where it is none. */
export function readAnswer(text: string): Json {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return asObject(null);
  }
}

function codeOf(error: unknown): string {
  const { code, name } = asObject(error);
  const inner = objectAt(asObject(error), "cause").code ?? code;
  if (typeof inner === "string") return inner;
  return typeof name === "string" ? name : "error";
}
