import type { IncomingMessage, ServerResponse } from "node:http";
import { MAX_DOCUMENT_BYTES } from "../../../domain/document-name.js";
import { bytesOf, FileUnavailable } from "../../platform.js";
import { MAX_BODY_BYTES } from "./limits.js";

/** The little of HTTP that the workspace needs. */

/** A request that is not carried out; `message` is a Japanese sentence for the person at the page. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}

/**
 * Reads a JSON body.
 * @throws Refusal 415 for another type, 413 over 64 KB, 400 where it is not JSON
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new Refusal(415, "この形式の送信は受け付けていません。");
  const bytes = await bounded(request, MAX_BODY_BYTES, "長すぎて送れません。短く分けてください。");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, "送信の内容を読み取れませんでした。もう一度お試しください。");
  }
}

/**
 * Reads a document that is sent as it is.
 * @throws Refusal 415 for another type, 413 over 20 MB, 400 where it is empty
 */
export async function readDocument(request: IncomingMessage): Promise<Uint8Array> {
  // Not one of the types that a foreign site may send without being asked.
  if (request.headers["content-type"] !== "application/octet-stream")
    throw new Refusal(415, "この形式の送信は受け付けていません。");
  const bytes = await bounded(
    request,
    MAX_DOCUMENT_BYTES,
    "20 MB までのファイルを選んでください。写真や図を除いて保存し直すと、小さくなります。",
  );
  if (bytes.length === 0) throw new Refusal(400, "空のファイルです。内容のあるファイルを選んでください。");
  return bytes;
}

/** @throws Refusal 413 with the sentence */
async function bounded(request: IncomingMessage, most: number, sentence: string): Promise<Uint8Array> {
  try {
    return await bytesOf(request as AsyncIterable<Uint8Array>, most);
  } catch (error) {
    throw error instanceof FileUnavailable ? new Refusal(413, sentence) : error;
  }
}
