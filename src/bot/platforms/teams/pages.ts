import type { IncomingMessage, ServerResponse } from "node:http";

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
