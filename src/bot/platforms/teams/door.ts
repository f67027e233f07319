/** The HTTP side of `/api/messages`: reads an activity, writes the answer. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { type Clock, MINUTE } from "../../../domain/time.js";
import { asObject, type Json } from "../../json.js";
import { Recent } from "./limits.js";
import type { Answer } from "./link.js";

export const MESSAGES_PATH = "/api/messages";

/** Activities are a few kilobytes; Teams limits messages to about a hundred. */
const BODY_LIMIT = 256 * 1024;

/** An answer that was decided before anything was read further. */
export class Turned extends Error {
  override readonly name = "Turned";
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/**
 * Reads the activity of a request.
 * @throws Turned where it is none
 */
export async function readActivity(request: IncomingMessage): Promise<Json> {
  if (request.method !== "POST") throw new Turned(405);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Turned(413);
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Turned(400);
  }
  const activity = asObject(body);
  if (typeof activity.type !== "string") throw new Turned(400);
  return activity;
}

export function writeAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // The rest of a body that was not read to its end must not be taken for the next request.
  if (!request.complete) response.setHeader("connection", "close");
  if (answer.body === undefined) {
    response.writeHead(answer.status).end();
    return;
  }
  response.writeHead(answer.status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(answer.body));
}

/** Teams sends an activity again where the answer took longer than fifteen seconds; now and then it does so at once. */
const LIFETIME = 10 * MINUTE;
const MOST = 5000;

/** Lets an activity have its effect once; a second one under the same id gets the answer of the first. */
export class Once {
  private readonly answers = new Recent<{ readonly until: number; readonly answer: Promise<Answer | null> }>(
    MOST,
  );

  /** @param elapsed milliseconds that only go forward */
  constructor(private readonly elapsed: Clock) {}

  run(id: string, work: () => Promise<Answer | null>): Promise<Answer | null> {
    const now = this.elapsed();
    const known = this.answers.get(id);
    if (known !== undefined && known.until > now) return known.answer;
    const answer = work();
    this.answers.set(id, { until: now + LIFETIME, answer });
    // What failed may be tried again.
    answer.catch(() => this.answers.delete(id));
    return answer;
  }
}

/** The two pages that the app package names: what is read and kept of whom, and on what terms it is used. */

const PRIVACY = `<h1>重点目標ボットのプライバシー</h1>
<p>このボットは、自治体の各部の重点目標を調べ、進捗を記録するためのものです。自治体の職員が、自分の組織の Teams の中で使います。</p>
<h2>読むもの</h2>
<ul>
<li>ボットに送られた言葉、ボットの投稿のスレッドへの返信、部に結び付けたチャンネルの返信</li>
<li>書いた人の名前と、Entra ID のオブジェクト ID</li>
</ul>
<p>ほかの投稿は、届いても保存しません。</p>
<h2>保存するもの</h2>
<p>報告として読み取った返信、それを書いた人、日時、操作の記録を、自治体の機械にあるデータベースに保存します。返信を直すと記録も直り、消すと取り下げられます。保存する期間は自治体が決めます。</p>
<h2>渡す先</h2>
<p>Microsoft Teams のほかには、どこにも送りません。広告や分析には使いません。</p>
<h2>問い合わせ</h2>
<p>お使いの自治体の企画課にお問い合わせください。</p>`;

const TERMS = `<h1>重点目標ボットの利用条件</h1>
<p>このボットは、お使いの自治体が動かしています。使えるのは、その自治体が認めた人です。</p>
<ul>
<li>返信は、部の進捗の報告として記録され、自治体の中で見られます。住所や電話番号など、個人を特定する情報は書かないでください。</li>
<li>記録に誤りがあるときは、返信を直すか消してください。</li>
<li>プログラムは MIT ライセンスで提供され、保証はありません。</li>
</ul>
<p>お問い合わせは、お使いの自治体の企画課にお願いします。</p>`;

const PAGES: ReadonlyMap<string, string> = new Map([
  ["/privacy", PRIVACY],
  ["/terms", TERMS],
]);

export const PAGE_PATHS: readonly string[] = [...PAGES.keys()];

/** Answers for what stands at one of the paths; anything below them is not there. */
export function servePage(request: IncomingMessage, response: ServerResponse): void {
  const body = PAGES.get(new URL(request.url ?? "/", "http://localhost").pathname);
  if (body === undefined) return void response.writeHead(404).end();
  if (request.method !== "GET" && request.method !== "HEAD")
    return void response.writeHead(405, { allow: "GET, HEAD" }).end();
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "cache-control": "public, max-age=3600",
  });
  response.end(request.method === "HEAD" ? undefined : pageOf(body));
}

const pageOf = (body: string): string => `<!doctype html>
<html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${/<h1>(.*?)<\/h1>/.exec(body)?.[1] ?? ""}</title>
<style>body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1rem/1.8 sans-serif;color-scheme:light dark}</style>
<main>${body}</main></html>
`;
