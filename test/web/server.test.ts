import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Entrance } from "../../src/bot/platforms/web/guard.js";
import type { WebOptions } from "../../src/bot/platforms/web/web-options.js";
import { encodePress } from "../../src/bot/query.js";
import { say } from "../../src/bot/reply.js";
import { type Harness, START, startWorkspace } from "../kit/web-bench.js";
import { departmentPage, digest, scriptedReply } from "./scripted.js";

let workspace: Harness;
let gestures = 0;

async function start(extra: Partial<WebOptions> = {}): Promise<void> {
  workspace = await startWorkspace(scriptedReply, extra);
}
beforeEach(() => start());
afterEach(() => workspace.close());

const me = (person = "web:kiki-1") => {
  gestures += 1;
  return { person, name: "", gesture: `gesture-${gestures}` };
};

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${workspace.url}/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: workspace.url, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function read(path: string): Promise<{ messages: Shown[]; head: Shown | null; more: boolean }> {
  const response = await fetch(`${workspace.url}/api/${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as { messages: Shown[]; head: Shown | null; more: boolean };
}

interface Shown {
  readonly id: string;
  readonly private: boolean;
  readonly replies: number;
  readonly sign: string | null;
  readonly editedAt: number | null;
  readonly body: { kind: string; text?: string; asked?: string | null; blocks?: { kind: string }[] };
}

const channel = (id: string, person = "web:kiki-1") =>
  read(`messages?conversation=${id}&person=${encodeURIComponent(person)}`);
const thread = (id: string, root: string, person = "web:kiki-1") =>
  read(`messages?conversation=${id}&thread=${root}&person=${encodeURIComponent(person)}`);

async function say1(text: string, more: object = {}): Promise<Shown> {
  const response = await send("post", { ...me(), conversation: "d1", thread: null, text, ...more });
  expect(response.status).toBe(200);
  const [message] = ((await response.json()) as { messages: Shown[] }).messages;
  if (message === undefined) throw new Error("nothing was posted");
  return message;
}

/** A request as no browser would send it. */
function raw(path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: workspace.port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("a file that was handed out", () => {
  const BYTES = new TextEncoder().encode("進捗一覧");
  const handedOut = async (extra: Partial<WebOptions> = {}): Promise<string> => {
    await workspace.close();
    const file = { name: "進捗一覧.xlsx", bytes: BYTES };
    workspace = await startWorkspace(() => ({ ...say("お渡しします。"), audience: "private", file }), extra);
    const body = { ...me("web:kikaku"), conversation: "d1", thread: null, text: "/policy 出力" };
    const answer = await (await send("post", body)).text();
    return /\/api\/file\?person=[^"]+&id=[0-9a-f]{32}/u.exec(answer)?.[0] ?? "";
  };
  const fetched = async (link: string): Promise<number> =>
    (await fetch(`${workspace.url}${link}`, { redirect: "manual" })).status;

  test("is fetched by whoever asked for it, for an hour and under its own name alone", async () => {
    const link = await handedOut();
    const own = await fetch(`${workspace.url}${link}`);
    expect([own.status, new Uint8Array(await own.arrayBuffer())]).toEqual([200, BYTES]);
    expect(own.headers.get("content-disposition")).toContain("attachment");
    expect(await fetched(link.replace("web%3Akikaku", "web%3Akiki-1"))).toBe(404);
    expect(await fetched(link.replace(/[0-9a-f]{32}$/u, "0".repeat(32)))).toBe(404);
    expect(await fetched(link.replace(/id=.*$/u, "id=1"))).toBe(400);
    expect(JSON.stringify(await channel("d1", "web:kiki-1"))).not.toContain("/api/file");
    await send("control", { person: "web:kikaku", do: "forward", days: 1 });
    expect(await fetched(link)).toBe(404);
  });

  test("is not fetched from outside: without a session, nor from another site", async () => {
    const link = await handedOut();
    expect(await raw(link, { host: `127.0.0.1:${workspace.port}`, "sec-fetch-site": "cross-site" })).toBe(
      403,
    );
    let open = true;
    const closing = await handedOut({
      door: {
        by: "token",
        isOpenTo: () => open,
        admit: () => "",
        leave: () => "",
        showLink: () => undefined,
      },
    });
    expect(await fetched(closing)).toBe(200);
    open = false;
    expect(await fetched(closing)).toBe(401);
  });
});

describe("the page", () => {
  test("is served with a policy that allows nothing but its own files", async () => {
    for (const path of ["/", "/app.js", "/app.css", "/api/state?person=web:kikaku", "/nothing"]) {
      const response = await fetch(workspace.url + path);
      expect(response.headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
    const html = await (await fetch(workspace.url)).text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=/);
  });

  test("every file that it names is there, with its type", async () => {
    const html = await (await fetch(workspace.url)).text();
    const named = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(3);
    for (const path of named) {
      const response = await fetch(workspace.url + path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get("content-type")).toMatch(/javascript|css|svg/);
    }
  });

  test("unknown paths, and paths out of the folder, are not found", async () => {
    for (const path of [
      "/nothing",
      "/healthz",
      "/slack/events",
      "/api/nothing",
      "/%2e%2e/platform.js",
      "/public/app.js",
    ]) {
      expect([path, await raw(path, { host: "localhost" })]).toEqual([path, 404]);
    }
    expect((await send("nothing", {})).status).toBe(404);
    expect(await raw("/", { host: "localhost" }, "PUT")).toBe(405);
  });
});

describe("who may speak to it", () => {
  test("a foreign host name is refused, as DNS rebinding would bring it", async () => {
    expect(await raw("/", { host: "evil.example" })).toBe(421);
    expect(await raw("/", { host: "127.0.0.1.evil.example:3000" })).toBe(421);
    expect(await raw("/", { host: "192.168.1.5:3000" })).toBe(421);
    for (const host of ["localhost:3000", "127.0.0.1", "[::1]:3000"])
      expect(await raw("/", { host })).toBe(200);
  });

  test("the configured host is accepted; on a wildcard address every literal address is", async () => {
    await workspace.close();
    await start({ address: { host: "goals.ward.example", publicUrl: null } });
    expect(await raw("/", { host: "goals.ward.example:3000" })).toBe(200);
    expect(await raw("/", { host: "192.168.1.5" })).toBe(421);
    await workspace.close();
    await start({ address: { host: "0.0.0.0", publicUrl: null } });
    expect(await raw("/", { host: "192.168.1.5:3000" })).toBe(200);
    expect(await raw("/", { host: "evil.example" })).toBe(421);
  });

  test("an address that is none gives 404 and no error", async () => {
    for (const path of ["//", "//evil.example/", "/%", "/../etc/passwd"]) {
      expect([path, await raw(path, {})]).toEqual([path, 404]);
    }
  });

  test("a post from another page is refused, and nothing reaches the bot", async () => {
    const body = { ...me(), conversation: "d1", thread: null, text: "こんにちは" };
    expect((await send("post", body, { Origin: "http://evil.example" })).status).toBe(403);
    expect((await send("post", body, { Origin: "null" })).status).toBe(403);
    expect((await send("post", body, { Origin: `http://127.0.0.1:${workspace.port + 1}` })).status).toBe(403);
    expect(await raw("/api/post", { host: "localhost", "content-type": "application/json" }, "POST")).toBe(
      403,
    );
    expect((await send("post", body, { "Content-Type": "text/plain" })).status).toBe(415);
    expect(workspace.received).toEqual([]);
  });

  test("another site cannot hold a stream open", async () => {
    const path = "/api/events?person=web:kikaku";
    expect(await raw(path, { host: "localhost", "sec-fetch-site": "cross-site" })).toBe(403);
  });

  test("only the roles and well-formed guests can act", async () => {
    const body = { conversation: "d1", thread: null, text: "こんにちは" };
    expect((await send("post", { ...me("web:nobody"), ...body })).status).toBe(403);
    expect((await send("post", { ...me("slack:U1"), ...body })).status).toBe(400);
    expect((await send("post", { ...me("web:guest-0123456789ab"), ...body })).status).toBe(403);
    const guest = { ...me("web:guest-0123456789ab"), name: "防災 花子" };
    expect((await send("post", { ...guest, ...body })).status).toBe(200);
    expect(workspace.received.map((incoming) => incoming.who)).toEqual([
      { id: "web:guest-0123456789ab", name: "防災 花子" },
    ]);
  });
});

describe("with a token", () => {
  const token = "あいことば-0123456789";
  beforeEach(async () => {
    await workspace.close();
    await start({ door: new Entrance({ token, clock: () => START, show: () => undefined }) });
  });

  test("everything but the page that asks for it is closed", async () => {
    const page = await fetch(workspace.url);
    // A page to begin with, and no error in the console of who opens it.
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("合言葉");
    for (const path of ["/door.js", "/app.css", "/forms.css"]) {
      expect((await fetch(workspace.url + path)).status).toBe(200);
    }
    for (const path of ["/app.js", "/api/state?person=web:kikaku", "/api/events?person=web:kikaku"]) {
      expect((await fetch(workspace.url + path)).status).toBe(401);
    }
    const body = { ...me(), conversation: "d1", thread: null, text: "こんにちは" };
    expect((await send("post", body, { Cookie: "policy_bot_web=AAAA" })).status).toBe(401);
    expect(workspace.received).toEqual([]);
  });

  test("the right token opens it with a cookie that does not contain it", async () => {
    expect((await send("login", { token: "ちがうことば" })).status).toBe(401);
    const response = await send("login", { token });
    expect(response.status).toBe(200);
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^policy_bot_web=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = { Cookie: cookie.split(";")[0] ?? "" };
    expect((await fetch(workspace.url, { headers })).status).toBe(200);
    expect((await fetch(`${workspace.url}/api/state?person=web:kikaku`, { headers })).status).toBe(200);
  });

  test("who leaves is out, and everybody else stays in", async () => {
    const enter = async () =>
      ((await send("login", { token })).headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const [mine, theirs] = [await enter(), await enter()];
    expect(mine).not.toBe(theirs);
    const gone = await send("logout", {}, { Cookie: mine });
    expect([gone.status, gone.headers.get("set-cookie")]).toEqual([
      200,
      expect.stringContaining("Max-Age=0"),
    ]);
    const inside = `${workspace.url}/app.js`;
    expect((await fetch(inside, { headers: { Cookie: mine } })).status).toBe(401);
    expect((await fetch(inside, { headers: { Cookie: theirs } })).status).toBe(200);
  });

  test("guessing slows down its sender and nobody else", async () => {
    const from = (address: string) => ({ "X-Forwarded-For": `203.0.113.9, ${address}` });
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await send("login", { token: `guess-${guess}` }, from("192.0.2.7"))).status).toBe(401);
    }
    expect((await send("login", { token }, from("192.0.2.7"))).status).toBe(429);
    expect((await send("login", { token }, from("192.0.2.8"))).status).toBe(200);
    expect((await send("login", { token })).status).toBe(200);
  });

  test("guessing is slowed down, and waits are over after a minute", async () => {
    await workspace.close();
    let now = START;
    await start({ door: new Entrance({ token, clock: () => now, show: () => undefined }), clock: () => now });
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await send("login", { token: `guess-${guess}` })).status).toBe(401);
    }
    expect((await send("login", { token })).status).toBe(429);
    now += 61_000;
    expect((await send("login", { token })).status).toBe(200);
  });
});

describe("with a one-time address", () => {
  let links: string[];
  let now: number;
  let door: Entrance;
  beforeEach(async () => {
    await workspace.close();
    links = [];
    now = START;
    door = new Entrance({ token: null, clock: () => now, show: (secret) => links.push(secret) });
    await start({ door });
  });
  const page = () => fetch(workspace.url);

  test("opens once, for the browser that came with it", async () => {
    door.showLink();
    const [secret = ""] = links;
    const closed = await page();
    expect([closed.status, await closed.text()]).toEqual([200, expect.stringContaining('data-by="link"')]);
    const first = await send("login", { token: secret });
    const cookie = (first.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    expect([
      first.status,
      (await fetch(`${workspace.url}/app.js`, { headers: { Cookie: cookie } })).status,
    ]).toEqual([200, 200]);
    expect((await send("login", { token: secret })).status).toBe(401);
    expect((await fetch(`${workspace.url}/app.js`)).status).toBe(401);
    expect(await (await page()).text()).toContain('data-by="link"');
  });

  test("is shown anew where somebody asks, not too often, and the earlier one ends with it", async () => {
    door.showLink();
    expect((await send("link", {})).status).toBe(429);
    now += 5000;
    expect((await send("link", {})).status).toBe(200);
    const [earlier = "", later = ""] = links;
    expect((await send("login", { token: earlier })).status).toBe(401);
    expect((await send("login", { token: later })).status).toBe(200);
  });

  test("is not good through a proxy, which lets everybody of the network come from this machine", async () => {
    door.showLink();
    const token = links[0] ?? "";
    const refused = await send("login", { token }, { "X-Forwarded-For": "192.0.2.7" });
    expect([refused.status, ((await refused.json()) as { message: string }).message]).toEqual([
      403,
      expect.stringContaining("WEB_TOKEN"),
    ]);
    expect((await send("login", { token })).status).toBe(200);
  });
});

describe("messages", () => {
  test("a message is stored and accepted by the bot before the answer", async () => {
    const message = await say1("2 順調 協定書の案を作成");
    expect(workspace.received).toMatchObject([
      {
        kind: "message",
        message: message.id,
        said: { text: "2 順調 協定書の案を作成" },
        addressed: false,
        at: START,
        who: { id: "web:kiki-1", name: "危機管理部 職員" },
        where: { platform: "web", conversation: "d1", kind: "channel", name: "危機管理部", thread: null },
      },
    ]);
    expect((await channel("d1")).messages.map(({ id }) => id)).toEqual([message.id]);
    expect((await channel("d2")).messages).toEqual([]);
  });

  test("what the bot could not accept is not said, and the person is told", async () => {
    workspace.onAccept = () => {
      throw new Error("disk full");
    };
    const response = await send("post", { ...me(), conversation: "d1", thread: null, text: "2 順調" });
    expect(response.status).toBe(500);
    expect(((await response.json()) as { message: string }).message).toMatch(/記録番号 E-[0-9A-F]{6} /);
    expect((await channel("d1")).messages).toEqual([]);
  });

  test("a message, an edit, a deletion and what the bot keeps of them are one transaction", async () => {
    await workspace.close();
    let inside = 0;
    const seen: string[] = [];
    await start({
      atomically: (work) => {
        inside += 1;
        try {
          return work();
        } finally {
          inside -= 1;
        }
      },
    });
    workspace.onAccept = ({ kind }) => seen.push(`${kind} ${inside}`);
    const message = await say1("2 順調");
    await send("edit", { ...me(), message: message.id, text: "3 順調" });
    await send("delete", { ...me(), message: message.id });
    expect(seen).toEqual(["message 1", "edit 1", "delete 1"]);
  });

  test("a message has one name: other spellings of its id are refused", async () => {
    const root = await say1("相談です");
    for (const spelled of [String(Number(root.id)), ` ${root.id}`, "0x1", "abc"]) {
      const body = { ...me(), conversation: "d1", thread: spelled, text: "?" };
      expect((await send("post", body)).status).toBe(400);
    }
  });

  test("the same gesture sent twice is one message under one key", async () => {
    const body = { ...me(), conversation: "d1", thread: null, text: "2 順調" };
    await send("post", body);
    await send("post", body);
    expect((await channel("d1")).messages).toHaveLength(1);
    expect(new Set(workspace.received.map(({ key }) => key)).size).toBe(1);
  });

  test("a mention and a direct message are addressed to the bot", async () => {
    await say1("@重点目標ボット 防災");
    await say1("防災", { conversation: "dm:web:kiki-1" });
    expect(workspace.received).toMatchObject([
      { said: { text: "防災" }, addressed: true, where: { kind: "channel" } },
      { said: { text: "防災" }, addressed: true, where: { kind: "direct", name: null } },
    ]);
  });

  test("nobody reads or writes another person's direct messages", async () => {
    await say1("ひみつ", { conversation: "dm:web:kiki-1" });
    const foreign = `${workspace.url}/api/messages?conversation=dm:web:kiki-1&person=web:kikaku`;
    expect((await fetch(foreign)).status).toBe(404);
    const body = { ...me("web:kikaku"), conversation: "dm:web:kiki-1", thread: null, text: "?" };
    expect((await send("post", body)).status).toBe(404);
  });

  test("a reply belongs to its thread and is counted at its head", async () => {
    const root = await say1("相談です");
    const reply = await say1("2 順調", { thread: root.id });
    expect(workspace.received.at(-1)?.where).toMatchObject({ conversation: "d1", thread: root.id });
    expect((await channel("d1")).messages).toMatchObject([{ id: root.id, replies: 1 }]);
    expect((await thread("d1", root.id)).messages.map(({ id }) => id)).toEqual([reply.id]);
    const wrong = { ...me(), conversation: "d2", thread: root.id, text: "?" };
    expect((await send("post", wrong)).status).toBe(404);
    const nested = { ...me(), conversation: "d1", thread: reply.id, text: "?" };
    expect((await send("post", nested)).status).toBe(404);
  });

  test("editing and deleting tell the bot and are for the author alone", async () => {
    const message = await say1("2 順調");
    expect((await send("edit", { ...me("web:kikaku"), message: message.id, text: "3 遅れ" })).status).toBe(
      403,
    );
    expect((await send("delete", { ...me("web:kikaku"), message: message.id })).status).toBe(403);
    expect((await send("edit", { ...me(), message: message.id, text: "2 やや遅れ" })).status).toBe(200);
    expect((await channel("d1")).messages).toMatchObject([
      { body: { kind: "text", text: "2 やや遅れ" }, editedAt: START },
    ]);
    expect((await send("delete", { ...me(), message: message.id })).status).toBe(200);
    expect((await channel("d1")).messages).toEqual([]);
    expect(workspace.received.map(({ kind }) => kind)).toEqual(["message", "edit", "delete"]);
    expect(workspace.received[1]).toMatchObject({
      message: message.id,
      said: { text: "2 やや遅れ" },
      editedAt: START,
    });
  });

  test("an edit or a deletion that the bot could not accept does not happen", async () => {
    const message = await say1("2 順調");
    workspace.onAccept = () => {
      throw new Error("disk full");
    };
    expect((await send("edit", { ...me(), message: message.id, text: "3 遅れ" })).status).toBe(500);
    expect((await send("delete", { ...me(), message: message.id })).status).toBe(500);
    expect((await channel("d1")).messages).toMatchObject([{ body: { text: "2 順調" }, editedAt: null }]);
  });

  test("a deleted head of a thread leaves its place to the replies", async () => {
    const root = await say1("相談です");
    await say1("はい", { thread: root.id });
    await send("delete", { ...me(), message: root.id });
    expect((await channel("d1")).messages).toMatchObject([{ body: { kind: "deleted" }, replies: 1 }]);
  });

  test("long channels are read page by page", async () => {
    for (let count = 0; count < 45; count += 1) await say1(`${count}`);
    const last = await channel("d1");
    expect([last.messages.length, last.more]).toEqual([40, true]);
    const first = await read(`messages?conversation=d1&person=web:kiki-1&before=${last.messages[0]?.id}`);
    expect([first.messages.map(({ body }) => body.text), first.more]).toEqual([
      ["0", "1", "2", "3", "4"],
      false,
    ]);
  });

  test("text that must not be stored is nowhere in the store, and the bot still hears of it", async () => {
    await workspace.close();
    await start({ mustNotStore: (text) => text.includes("090-") });
    const kept = await say1("2 順調 連絡先は 090-0000-0000");
    await send("edit", { ...me(), message: kept.id, text: "3 順調 090-1111-1111" });
    await say1("/policy 報告 危機管理部 2 順調 090-2222-2222");
    expect(kept.body).toEqual({ kind: "held" });
    expect(workspace.received.map(({ kind }) => kind)).toEqual(["message", "edit", "command"]);
    const all = JSON.stringify((await channel("d1")).messages.map(({ body }) => body));
    expect(all).toContain("held");
    expect(all).not.toContain("連絡先");
    expect(JSON.parse(all)[1].asked).toBe("/policy");
  });
});

describe("commands, buttons and forms", () => {
  test.each([
    ["/policy 危機管理部", "危機管理部"],
    ["／ｐｏｌｉｃｙ　危機管理部", "危機管理部"],
    ["/POLICY  危機管理部 ", "危機管理部"],
    ["/policy", ""],
  ])("%s is a command, answered to the asker alone", async (typed, text) => {
    const answer = await say1(typed);
    expect(workspace.received).toMatchObject([{ kind: "command", text }]);
    expect(answer).toMatchObject({ private: true, body: { asked: `/policy ${text}`.trim() } });
    expect((await channel("d1")).messages).toHaveLength(1);
    expect((await channel("d1", "web:kikaku")).messages).toEqual([]);
  });

  test("/policyfoo and other commands are refused with a way on", async () => {
    const response = await send("post", { ...me(), conversation: "d1", thread: null, text: "/todo 買い物" });
    expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([
      400,
      "使えるコマンドは /policy だけです。「/policy 使い方」で使い方が出ます。",
    ]);
    expect(
      (await send("post", { ...me(), conversation: "d1", thread: null, text: "/policyfoo" })).status,
    ).toBe(400);
    expect(workspace.received).toEqual([]);
  });

  test("the person's own page is theirs: its buttons are answered in their direct message", async () => {
    const asked = me();
    const shown = (await (await send("home", asked)).json()) as { home: { kind: string }[]; messages: [] };
    expect(shown.messages).toEqual([]);
    expect(shown.home[0]).toEqual({ kind: "heading", text: "報告をお願いしたい、あなたの目標 1件" });
    expect(workspace.received.at(-1)).toMatchObject({
      kind: "home",
      who: { id: "web:kiki-1" },
      where: { kind: "direct", conversation: "dm:web:kiki-1", thread: null },
    });
    expect((await send("home", { ...me("web:nobody"), name: "" })).status).toBe(403);
    const value = encodePress({ do: "goal", goal: 2 });
    const press = { message: null, value, inThread: false };
    const opened = (await (await send("press", { ...me(), ...press })).json()) as { messages: Shown[] };
    expect(opened.messages).toMatchObject([{ conversation: "dm:web:kiki-1", private: false, author: null }]);
    expect(workspace.received.at(-1)).toMatchObject({
      kind: "button",
      message: null,
      where: { kind: "direct", conversation: "dm:web:kiki-1" },
    });
    expect((await channel("dm:web:kiki-1")).messages.map(({ id }) => id)).toEqual([opened.messages[0]?.id]);
  });

  test("a page is turned in place, and only the asker can press", async () => {
    const answer = await say1("/policy 危機管理部");
    const value = encodePress({ do: "department", department: 1, page: 2 });
    const press = { message: answer.id, value, inThread: false };
    expect((await send("press", { ...me("web:kikaku"), ...press })).status).toBe(404);
    const turned = (await (await send("press", { ...me(), ...press })).json()) as { messages: Shown[] };
    expect(turned.messages).toMatchObject([{ id: answer.id, body: { asked: "/policy 危機管理部" } }]);
    expect(JSON.stringify(turned.messages[0]?.body)).toContain("2 / 2 ページ");
    expect(workspace.received.at(-1)).toMatchObject({ kind: "button", value, message: null });
  });

  test("a private answer never takes the place of a message that everybody reads", async () => {
    const posted = await workspace.platform.post(
      { conversation: "d1" },
      null,
      { ...departmentPage(1), audience: "channel" },
      "k",
    );
    const message = posted.outcome === "sent" ? posted.message : "";
    const value = encodePress({ do: "department", department: 1, page: 2 });
    await send("press", { ...me(), message, value, inThread: false });
    expect(workspace.received.at(-1)).toMatchObject({ kind: "button", message });
    expect((await channel("d1")).messages.map((shown) => shown.private)).toEqual([false, true]);
    expect((await channel("d1", "web:kikaku")).messages).toHaveLength(1);
  });

  test("sharing posts for everybody", async () => {
    const answer = await say1("/policy 危機管理部");
    const value = encodePress({ do: "share", of: { do: "department", department: 1 } });
    await send("press", { ...me(), message: answer.id, value, inThread: false });
    expect((await channel("d1", "web:kikaku")).messages.map((shown) => shown.private)).toEqual([false]);
  });

  test("a form comes back with its mistakes, then is recorded", async () => {
    const answer = await say1("/policy 危機管理部");
    const value = encodePress({ do: "report-form", department: 1 });
    const pressed = await send("press", { ...me(), message: answer.id, value, inThread: false });
    expect(await pressed.json()).toMatchObject({
      form: { id: "report", context: "department:1" },
      messages: [],
    });
    const filled = { conversation: "d1", thread: null, form: "report", context: "department:1" };
    const wrong = await send("form", { ...me(), ...filled, values: { goal: "2", text: "" } });
    expect(await wrong.json()).toMatchObject({ errors: { text: "ひとことを入れてください。" } });
    const right = await send("form", { ...me(), ...filled, values: { goal: "2", text: "協議中" } });
    expect(await right.json()).toMatchObject({ errors: null, messages: [{ private: true }] });
    expect(workspace.received.at(-1)).toMatchObject({ kind: "form", values: { goal: "2", text: "協議中" } });
  });

  test("このスレッドを目標に結び付ける asks for a form about that message", async () => {
    const message = await say1("協定書の案ができました");
    const response = await send("shortcut", { ...me(), message: message.id });
    expect(await response.json()).toMatchObject({ form: { title: "このスレッドを目標に結び付ける" } });
    expect(workspace.received.at(-1)).toMatchObject({ kind: "shortcut", message: message.id });
  });

  test("private answers can be closed, and only the newest sixty are kept", async () => {
    const first = await say1("/policy 防災");
    expect((await send("dismiss", { ...me("web:kikaku"), message: first.id })).status).toBe(200);
    expect((await channel("d1")).messages).toHaveLength(1);
    await send("dismiss", { ...me(), message: first.id });
    expect((await channel("d1")).messages).toEqual([]);
    for (let count = 0; count < 65; count += 1) await say1("/policy 防災");
    const all = workspace.store.list({
      conversation: "d1",
      thread: null,
      person: "web:kiki-1",
      before: null,
      limit: 999,
    });
    expect(all).toHaveLength(60);
  });
});

describe("what the bot says by itself", () => {
  const to = { conversation: "d1" };

  test("a post is found by its key, and posted once", async () => {
    expect(await workspace.platform.find(to, null, "digest-1", 0)).toBeNull();
    const first = await workspace.platform.post(to, null, digest, "digest-1");
    expect(await workspace.platform.post(to, null, digest, "digest-1")).toEqual(first);
    expect((await channel("d1")).messages).toHaveLength(1);
    expect(await workspace.platform.find(to, null, "digest-1", 0)).toBe(
      first.outcome === "sent" ? first.message : "",
    );
  });

  test("a channel or thread that is not there is gone", async () => {
    expect(await workspace.platform.post({ conversation: "d99" }, null, digest, "k1")).toMatchObject({
      outcome: "gone",
    });
    expect(await workspace.platform.post(to, "000000000999", digest, "k2")).toMatchObject({
      outcome: "gone",
    });
    expect(await workspace.platform.update(to, "000000000999", digest)).toMatchObject({ outcome: "gone" });
  });

  test("a receipt is a sign at the message, and its aside is for the author alone", async () => {
    const message = await say1("2 順調");
    const [incoming] = workspace.received;
    if (incoming === undefined) throw new Error("nothing was received");
    const aside = say("状態はそのままにしました。");
    await workspace.platform.answer(incoming, { kind: "receipt", sign: "kept", aside });
    await workspace.platform.answer(incoming, { kind: "receipt", sign: "kept", aside });
    expect((await channel("d1")).messages).toMatchObject([
      { id: message.id, sign: "kept" },
      { private: true },
    ]);
    expect((await channel("d1", "web:kikaku")).messages).toMatchObject([{ sign: "kept" }]);
    await workspace.platform.answer(incoming, { kind: "receipt", sign: "none", aside: null });
    expect((await channel("d1")).messages[0]?.sign).toBeNull();
  });

  test("a person is told in their direct messages", async () => {
    await workspace.platform.tell("web:kiki-1", say("目標 4 の報告をお待ちしています。"), "tell-1");
    expect((await channel("dm:web:kiki-1")).messages).toMatchObject([{ private: false }]);
  });

  test("a permalink leads to the message in the page, within its thread", async () => {
    const root = await say1("相談です");
    const reply = await say1("はい", { thread: root.id });
    expect(await workspace.platform.permalink(to, reply.id, root.id)).toBe(
      `/#/c/d1/t/${root.id}/m/${reply.id}`,
    );
    expect(await workspace.platform.permalink({ conversation: "d2" }, reply.id, root.id)).toBeNull();
  });
});

describe("limits", () => {
  test("a body over 64 KB is refused without being read to its end", async () => {
    const text = "あ".repeat(30_000);
    expect((await send("post", { ...me(), conversation: "d1", thread: null, text })).status).toBe(413);
    expect(workspace.received).toEqual([]);
  });

  test.each([
    ["not JSON", "{"],
    ["another shape", { conversation: "d1" }],
    [
      "blank text",
      { person: "web:kiki-1", name: "", gesture: "gesture-x", conversation: "d1", thread: null, text: "　 " },
    ],
    [
      "too long a text",
      {
        person: "web:kiki-1",
        name: "",
        gesture: "gesture-x",
        conversation: "d1",
        thread: null,
        text: "a".repeat(12_001),
      },
    ],
  ])("%s is refused with a sentence", async (_name, body) => {
    const response = await send("post", body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { message: string }).message).toMatch(/。$/);
  });

  test("a broken request line does not disturb the others", async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(workspace.port, "127.0.0.1", () =>
        socket.end("GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
      );
      socket.on("close", () => resolve());
      socket.resume();
    });
    expect((await fetch(workspace.url)).status).toBe(200);
  });
});

describe("live updates", () => {
  const streams: AbortController[] = [];
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.abort();
  });

  /** Opens a stream; gives its status and a way to wait until something stands in it. */
  async function listen(person: string, headers: Record<string, string> = {}) {
    const controller = new AbortController();
    streams.push(controller);
    const response = await fetch(`${workspace.url}/api/events?person=${person}`, {
      headers,
      signal: controller.signal,
    });
    let text = "";
    const pump = async (): Promise<void> => {
      for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk as Uint8Array);
    };
    pump().catch(() => undefined);
    const until = (wanted: string) => expect.poll(() => text, { timeout: 60_000 }).toContain(wanted);
    return { status: response.status, until, text: () => text };
  }

  test("everybody hears of a message, nobody of another person's private answer", async () => {
    const mine = await listen("web:kiki-1");
    const other = await listen("web:kikaku");
    expect(mine.status).toBe(200);
    await say1("/policy 防災");
    await say1("2 順調");
    await mine.until("「防災」を含むもの");
    await mine.until("2 順調");
    await other.until("2 順調");
    expect(other.text()).not.toContain("「防災」を含むもの");
  });

  test("a digest is updated in place for those who look at it", async () => {
    const posted = await workspace.platform.post({ conversation: "d1" }, null, digest, "digest-1");
    const stream = await listen("web:kikaku");
    const message = posted.outcome === "sent" ? posted.message : "";
    await workspace.platform.update({ conversation: "d1" }, message, {
      ...say("6件すべて報告済み"),
      audience: "channel",
    });
    await stream.until("6件すべて報告済み");
    expect(stream.text()).toContain(message);
  });

  test("a client that comes back is given what it missed; an unknown one fetches anew", async () => {
    const first = await listen("web:kikaku");
    await first.until("id: ");
    const seen = /id: (\S+)/.exec(first.text())?.[1] ?? "";
    streams.pop()?.abort();
    await say1("留守の間に");
    const again = await listen("web:kikaku", { "Last-Event-ID": seen });
    await again.until("留守の間に");
    const stranger = await listen("web:kikaku", { "Last-Event-ID": "abc-1" });
    await stranger.until("event: refetch");
  });

  test("more than 64 streams are turned away, and a place that is left is free again", async () => {
    for (let count = 0; count < 64; count += 1) expect((await listen("web:kikaku")).status).toBe(200);
    expect((await listen("web:kikaku")).status).toBe(503);
    streams.shift()?.abort();
    await expect.poll(async () => (await listen("web:kikaku")).status).toBe(200);
  });

  test("stopping ends the streams and is not healthy any more", async () => {
    await listen("web:kikaku");
    expect(workspace.platform.healthy()).toBe(true);
    await workspace.platform.stop();
    await workspace.platform.stop();
    expect(workspace.platform.healthy()).toBe(false);
    expect((await fetch(`${workspace.url}/api/state?person=web:kikaku`)).status).toBe(503);
  });
});

describe("ためしに動かす", () => {
  test("the clock is moved and put back, and everybody is told", async () => {
    const date = async () =>
      ((await (await fetch(`${workspace.url}/api/state?person=web:kikaku`)).json()) as { date: string }).date;
    expect(await date()).toBe("2026年11月24日(火)");
    const moved = await send("control", { person: "web:kikaku", do: "forward", days: 7 });
    expect(await moved.json()).toMatchObject({ notice: "日付を7日進めました。" });
    expect(await date()).toBe("2026年12月1日(火)");
    await send("control", { person: "web:kikaku", do: "reset" });
    expect(await date()).toBe("2026年11月24日(火)");
    expect((await send("control", { person: "web:kikaku", do: "forward", days: 365 })).status).toBe(400);
  });

  test("only whoever it is for sees it and can use it", async () => {
    await workspace.close();
    await start({
      controls: { isFor: (person) => person === "web:kikaku", digestNow: async () => "出しました。" },
    });
    const controls = async (person: string) =>
      ((await (await fetch(`${workspace.url}/api/state?person=${person}`)).json()) as { controls: unknown })
        .controls;
    expect(await controls("web:kikaku")).toMatchObject({ digest: true });
    expect(await controls("web:shokuin")).toMatchObject({ digest: false });
    expect((await send("control", { person: "web:shokuin", do: "digest" })).status).toBe(403);
    expect((await send("control", { person: "web:kikaku", do: "digest" })).status).toBe(200);
  });

  test("what is not offered cannot be done", async () => {
    await workspace.close();
    await start({ controls: {} });
    expect((await send("control", { person: "web:kikaku", do: "digest" })).status).toBe(404);
  });
});
