import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Diagnosis } from "../src/bot/platform.js";
import {
  checkSlack,
  compareManifest,
  compareScopes,
  readManifest,
} from "../src/bot/platforms/slack/check.js";
import { SCOPES } from "../src/bot/platforms/slack/scopes.js";
import { checkTeams } from "../src/bot/platforms/teams/check.js";
import { describeSchema } from "../src/cli/doctor/kept-data.js";
import { examineClock, examineRoom, inUnits } from "../src/cli/doctor/machine.js";
import { runDoctor } from "../src/cli/doctor-command.js";
import type { TeamsConfig } from "../src/config.js";
import { readConfig } from "../src/config.js";
import { DAY, HOUR, tokyoInstant } from "../src/domain/time.js";
import { takeDueBackup } from "../src/jobs/backups.js";
import { createLog } from "../src/log.js";
import { importSamples } from "../src/samples.js";
import { type AuditEntry, recordAudit } from "../src/store/audit.js";
import { listBindings, markLost } from "../src/store/bindings.js";
import { all, type Db, openDatabase, run, SCHEMA_VERSION } from "../src/store/database.js";
import { freePort, serve } from "./kit/loopback.js";
import { bindChannel } from "./kit/people.js";
import { note, temporaryDatabase, temporaryFolder } from "./kit/plan-store.js";

const NOW = tokyoInstant("2026-11-24", "10:00");

interface Shown extends Diagnosis {
  readonly ok: boolean;
}

/** What `policy-bot doctor --json` says, with its exit status. */
async function doctor(env: Record<string, string>, now = NOW) {
  const lines: string[] = [];
  const status = await runDoctor(["--json"], {
    out: (text) => lines.push(text),
    err: (text) => lines.push(text),
    config: () => readConfig(env),
    clock: () => now,
    interactive: false,
  });
  const said = JSON.parse(lines.join("")) as { ok: boolean; findings: readonly Shown[] };
  expect(said.ok).toBe(status === 0);
  for (const { ok, level } of said.findings) expect(ok).toBe(level !== "problem");
  const find = (check: string) => said.findings.filter((finding) => finding.check === check);
  return { status, findings: said.findings, find, problems: said.findings.filter(({ ok }) => !ok) };
}

/** A database in which everything is as it should be. */
async function healthy(): Promise<{
  readonly db: Db;
  readonly file: string;
  readonly env: Record<string, string>;
}> {
  const { db, file } = temporaryDatabase();
  await importSamples(db, NOW - DAY, createLog("silent"));
  bindChannel(
    db,
    {
      platform: "web",
      conversation: "c1",
      name: "企画課",
      destination: {},
      purpose: "planning",
      departmentId: null,
    },
    NOW - DAY,
  );
  return { db, file, env: { DATABASE_PATH: file } };
}

describe("policy-bot doctor", () => {
  it("finds nothing wrong with a healthy installation, and says what it looked at", async () => {
    const { env } = await healthy();
    const { status, findings, problems } = await doctor(env);
    expect(problems).toEqual([]);
    expect(status).toBe(0);
    expect(findings.map(({ check }) => check)).toEqual([
      "設定",
      "データベース",
      "データベースの版",
      "変更の記録",
      "記録のない変更",
      "計画",
      "年度替わり",
      "目標の担当者",
      "書込みの権限",
      "データベースの置き場所",
      "データベースのディスク",
      "時計",
      "時間帯",
      "届かなかった投稿",
      "処理できなかった受信",
      "チャンネル",
      "定時の仕事",
      "保存期間",
      "控え",
    ]);
    for (const { message } of findings) expect(message).toMatch(/[。年度]$|、/);
  });

  it("prints one line for each in words, without JSON", async () => {
    const { env } = await healthy();
    const lines: string[] = [];
    await runDoctor([], {
      out: (text) => lines.push(text),
      err: () => undefined,
      config: () => readConfig(env),
      clock: () => NOW,
      interactive: false,
    });
    expect(lines[0]).toBe("正常　設定　環境変数に誤りはありません。");
    expect(lines.at(-1)).toMatch(/^注意　控え　定時の控えは設定されていません/);
  });

  it("names every mistake of the configuration at once", async () => {
    const { status, findings } = await doctor({ PORT: "x", BACKUP_TIME: "noon", SLACK_BOT_TOKEN: "no" });
    expect(status).toBe(1);
    expect(findings.map(({ message }) => /^[A-Z_]+/.exec(message)?.[0]).sort()).toEqual(
      ["PORT", "BACKUP_TIME", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"].sort(),
    );
  });

  it("does not make a database that is not there", async () => {
    const file = path.join(temporaryFolder(), "none.db");
    const { status, find } = await doctor({ DATABASE_PATH: file });
    expect(status).toBe(1);
    expect(find("データベース")[0]?.message).toContain("まだありません");
    expect(readdirSync(path.dirname(file))).toEqual([]);
  });

  it("changes nothing, neither in a database at rest nor in one that is in use", async () => {
    const { db, file, env } = await healthy();
    const used = readFileSync(file);
    const log = readFileSync(`${file}-wal`);
    await doctor(env);
    expect(readFileSync(file).equals(used)).toBe(true);
    expect(readFileSync(`${file}-wal`).equals(log)).toBe(true);
    db.close();
    const rested = readFileSync(file);
    const { mtimeMs } = statSync(file);
    await doctor(env);
    expect(readFileSync(file).equals(rested)).toBe(true);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    const again = openDatabase(file);
    onTestFinished(() => void again.close());
    expect((await doctor(env)).status).toBe(0);
  });

  it("sees a damaged page, and still looks at the rest", async () => {
    const { db, file, env } = await healthy();
    db.close();
    const bytes = readFileSync(file);
    for (let page = 20; page < 40; page += 1) bytes.fill(0x5a, page * 4096, page * 4096 + 4000);
    writeFileSync(file, bytes);
    const { status, find } = await doctor(env);
    expect(status).toBe(1);
    expect(find("データベース")[0]?.message).toMatch(/壊れています.*restore/);
    expect(find("時計")).toHaveLength(1);
  });

  it("sees a row without its parent", async () => {
    const { db, env } = await healthy();
    db.pragma("foreign_keys = OFF");
    run(
      db,
      "UPDATE statement SET section_id = 999999 WHERE id = (SELECT min(id) FROM statement WHERE section_id IS NOT NULL)",
    );
    expect((await doctor(env)).find("データベース")[0]?.message).toMatch(/壊れています/);
  });

  it("sees a record of changes that was rewritten", async () => {
    const { db, env } = await healthy();
    run(db, "UPDATE audit SET actor = '別人' WHERE id = (SELECT min(id) FROM audit)");
    const { status, find } = await doctor(env);
    expect(status).toBe(1);
    expect(find("変更の記録")[0]?.message).toMatch(/^1 番の記録が後から書き換えられています/);
    expect(find("届かなかった投稿")[0]?.level).toBe("ok");
  });

  it("sees reports that were changed past the record of changes, and says which", async () => {
    const { db, env } = await healthy();
    const goals = all<{ id: number; number: number; department: string }>(
      db,
      `SELECT goal.id, number, department.name AS department FROM goal
       JOIN department ON department.id = goal.department_id ORDER BY goal.id LIMIT 2`,
    );
    for (const { id } of goals) note(db, id, "進んでいます", NOW - DAY);
    expect((await doctor(env)).problems).toEqual([]);
    run(db, "UPDATE note SET text = '中止と決定' WHERE id = 1");
    run(db, "UPDATE note SET state = 'done', percent = 100 WHERE id = 2");
    const { status, find } = await doctor(env);
    expect(status).toBe(1);
    const [first, second] = goals.map(({ number, department }) => `${department} 重点目標${number} の報告`);
    expect(find("変更の記録")).toEqual([
      {
        check: "変更の記録",
        ok: false,
        level: "problem",
        message: `報告が変更の記録を通さずに書き換えられています: ${first}1番（本文）、${second}2番（状態・割合）。このファイルを保全し、控え（バックアップ）の同じ報告と比べ、情報セキュリティの担当に知らせてください。`,
      },
    ]);
    run(db, "DELETE FROM note");
    for (let at = 0; at < 25; at += 1) note(db, goals[0]?.id ?? 0, `報告${at}`, NOW - HOUR + at);
    run(db, "UPDATE note SET text = '偽'");
    expect((await doctor(env)).find("変更の記録")[0]?.message).toMatch(/報告20番（本文） ほか7件。/);
  });

  it("does not take a file of another program, nor one of a newer program, for its own", async () => {
    const folder = temporaryFolder();
    const foreign = path.join(folder, "other.db");
    const other = new Database(foreign);
    other.exec("CREATE TABLE x(y); PRAGMA user_version = 1");
    other.close();
    expect((await doctor({ DATABASE_PATH: foreign })).find("データベース")[0]?.message).toMatch(
      /このプログラムのデータベースではありません/,
    );
    const { db, env } = await healthy();
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    const { problems, find } = await doctor(env);
    expect(problems.map(({ check }) => check)).toEqual(["データベースの版"]);
    expect(find("計画")).toEqual([]);
  });

  it("tells of migrations that are still to come, without making them", async () => {
    expect(describeSchema(2, 4)).toMatchObject({ level: "notice" });
    expect(describeSchema(2, 4).message).toMatch(/版 4 に移行します（2 段階）/);
    const file = path.join(temporaryFolder(), "empty.db");
    writeFileSync(file, "");
    const { find } = await doctor({ DATABASE_PATH: file });
    expect(find("データベースの版")[0]?.message).toMatch(/版 0 です。/);
    expect(statSync(file).size).toBe(0);
  });

  it("lists what did not get through of late, and only counts what is history", async () => {
    const { db, env } = await healthy();
    const dead = (id: number, at: number) =>
      run(
        db,
        `INSERT INTO outbox(id, dedupe, post_key, platform, kind, conversation, destination, body, status, not_before, created_at, reason)
         VALUES (?, ?, ?, 'web', 'post', 'c1', '{}', '{}', 'dead', 0, ?, 'http_500')`,
        id,
        `d${id}`,
        `k${id}`,
        at,
      );
    dead(7, NOW - 40 * DAY);
    expect((await doctor(env)).find("届かなかった投稿")[0]).toMatchObject({ level: "notice" });
    dead(8, NOW - HOUR);
    run(
      db,
      `INSERT INTO inbox(platform, event_key, kind, payload, received_at, status, reason, error_id)
       VALUES ('web', 'k', 'message', '{"text":"秘密の文"}', ?, 'set_aside', 'broken', 'E-3F9A1C')`,
      NOW - HOUR,
    );
    const { status, find } = await doctor(env);
    expect(status).toBe(1);
    expect(find("届かなかった投稿")[0]?.message).toMatch(
      /1 件: 8 番（11\/24 09:00、web「企画課」、http_500）/,
    );
    expect(find("処理できなかった受信")[0]?.message).toMatch(/記録番号 E-3F9A1C/);
    expect(find("処理できなかった受信")[0]?.message).not.toContain("秘密");
  });

  it("hints at what was kept long enough, as nothing that is wrong", async () => {
    const { db, env } = await healthy();
    run(
      db,
      `INSERT INTO inbox(platform, event_key, kind, payload, received_at, status) VALUES
         ('web', 'a', 'message', '{}', @old, 'done'), ('web', 'b', 'message', '{}', @old, 'done'),
         ('web', 'c', 'message', '{}', @young, 'done')`,
      { old: NOW - 31 * DAY, young: NOW - 29 * DAY },
    );
    const { status, find } = await doctor(env);
    expect(status).toBe(0);
    expect(find("保存期間")).toEqual([
      {
        check: "保存期間",
        ok: true,
        level: "notice",
        message:
          "過ぎたものがあります: 受け取って処理し終えたもの 2件。policy-bot expire で一覧を確かめ、よければ消してください。",
      },
    ]);
  });

  it("names a channel that is lost and a job that does not succeed", async () => {
    const { db, env } = await healthy();
    const [binding] = listBindings(db);
    markLost(db, binding?.id ?? 0, "not_in_channel", NOW - DAY);
    run(
      db,
      `INSERT INTO job_run(job, slot, status, owner, attempt, lease_until, detail)
       VALUES ('digest:web:c1', ?, 'failed', 'me', 3, ?, 'no such department')`,
      NOW - 2 * HOUR,
      NOW - HOUR,
    );
    const { problems } = await doctor(env);
    expect(problems.map(({ check }) => check)).toEqual(["チャンネル", "定時の仕事"]);
    expect(problems[0]?.message).toMatch(/「企画課」（11月23日\(月\)から、not_in_channel）/);
    expect(problems[1]?.message).toMatch(/定期まとめ 11\/24 08:00（3 回目、no such department）/);
  });

  describe("asks Slack about the channels that are bound", () => {
    const CHANNELS: Readonly<Record<string, object>> = {
      C1: { ok: true, channel: { is_member: true, is_archived: false } },
      C2: { ok: false, error: "channel_not_found" },
      C3: { ok: true, channel: { is_member: true, is_archived: true } },
      C4: { ok: true, channel: { is_member: false, is_archived: false } },
      C5: { ok: false, error: "ratelimited" },
    };

    async function bound(...channels: readonly string[]) {
      const { db, env } = await healthy();
      for (const channel of channels) {
        const place = { platform: "slack", conversation: channel, destination: { channel } };
        const planning = { purpose: "planning", departmentId: null } as const;
        bindChannel(db, { ...place, ...planning, name: `部 ${channel}` }, NOW - DAY);
      }
      const { url, asked } = await server(async (request, response) => {
        const channel = new URLSearchParams(asked.at(-1)?.body).get("channel");
        json(response, CHANNELS[channel ?? ""] ?? { ok: true, team: "緑風市", team_id: "T1" });
        expect(request.method).toBe("POST");
      });
      const slack = {
        SLACK_BOT_TOKEN: "xoxb-1",
        SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef",
        SLACK_API_URL: `${url}/api/`,
      };
      const names = () => asked.map(({ body }) => new URLSearchParams(body).get("channel")).filter(Boolean);
      return { env, slack, names };
    }

    it("and names those that nothing was ever posted to and that are gone", async () => {
      const { env, slack, names } = await bound("C1", "C2", "C3", "C4", "D1");
      const [found] = (await doctor({ ...env, ...slack })).find("チャンネル");
      expect(found?.level).toBe("problem");
      expect(found?.message).toContain(
        "「部 C2」（見つかりません）、「部 C3」（アーカイブされています）、「部 C4」（ボットが入っていません）。",
      );
      expect(found?.message).toContain("ボットを招待し直すか");
      expect(found?.message).not.toContain("C1");
      expect(names()).toEqual(["C1", "C2", "C3", "C4"]);
    });

    it("and claims nothing of those that it did not ask about", async () => {
      const { env, slack, names } = await bound("C1", "C5", "C2");
      const [limited] = (await doctor({ ...env, ...slack })).find("チャンネル");
      expect(limited).toMatchObject({ level: "notice" });
      expect(limited?.message).toMatch(
        /4 か所のうち 1 か所は、ボットが入っていると.*尋ねてはいません.*ratelimited/,
      );
      expect(names()).toEqual(["C1", "C5"]);
      const [offline] = (await doctor(env)).find("チャンネル");
      expect(offline).toMatchObject({
        level: "ok",
        message: "結び付けた 4 か所に、届かないという知らせはありません（尋ねてはいません）。",
      });
    });
  });
});

describe("the copies, as doctor sees them", () => {
  async function withBackups(taken = NOW) {
    const { db, env, file } = await healthy();
    const dir = path.join(temporaryFolder(), "backups");
    mkdirSync(dir);
    const config = { dir, time: "02:30", keepDays: 14, keepMonths: 12 };
    const take = (now: number) =>
      takeDueBackup(
        { db, clock: () => now, log: createLog("silent"), config, owner: "me", onFailed: () => undefined },
        () => false,
      );
    await take(taken);
    return { db, dir, file, take, env: { ...env, BACKUP_DIR: dir } };
  }

  it("are proved by opening the newest, and one disk for both is worth a word", async () => {
    const { env } = await withBackups();
    const { status, find } = await doctor(env);
    expect(status).toBe(0);
    expect(find("控え")[0]?.message).toMatch(/最後に取れたのは 11\/24 10:00/);
    expect(find("最新の控え")[0]?.message).toMatch(/policy-bot-20261124-0230\.db.*開いて確かめました/);
    expect(find("控えの場所")[0]?.level).toBe("notice");
  });

  it("that are two days old, damaged, or not where they should be are problems", async () => {
    const old = await withBackups(NOW - 3 * DAY);
    expect((await doctor(old.env)).problems.map(({ check }) => check)).toEqual(["控え"]);
    const damaged = await withBackups();
    const file = path.join(damaged.dir, "policy-bot-20261124-0230.db");
    const bytes = readFileSync(file);
    for (let page = 20; page < 40; page += 1) bytes.fill(0x5a, page * 4096, page * 4096 + 4000);
    writeFileSync(file, bytes);
    expect((await doctor(damaged.env)).problems.map(({ check }) => check)).toEqual(["最新の控え"]);
    const gone = await doctor({ ...damaged.env, BACKUP_DIR: "/no/such/place" });
    expect(gone.problems.map(({ check }) => check)).toEqual(["控えのディスク", "最新の控え"]);
  });

  it("tell a record of changes that was made wholly anew", async () => {
    const { db, env } = await withBackups();
    expect((await doctor(env)).find("変更の記録").map(({ level }) => level)).toEqual(["ok"]);
    const kept = all<AuditEntry & { readonly before: string | null; readonly after: string | null }>(
      db,
      "SELECT at, actor, action, target, before, after, via FROM audit ORDER BY id",
    );
    run(db, "DELETE FROM audit");
    run(db, "DELETE FROM sqlite_sequence WHERE name = 'audit'");
    for (const [index, entry] of kept.entries())
      recordAudit(db, {
        ...entry,
        actor: index === 0 ? "somebody else" : entry.actor,
        before: JSON.parse(entry.before ?? "null"),
        after: JSON.parse(entry.after ?? "null"),
      });
    const found = (await doctor(env)).find("変更の記録");
    expect(found.map(({ level }) => level)).toEqual(["ok", "problem"]);
    expect(found[1]?.message).toMatch(/最新の控え（policy-bot-20261124-0230\.db）の続きではありません/);
  });

  it("that fail say why", async () => {
    const { env, take, dir } = await withBackups(NOW - DAY);
    writeFileSync(path.join(dir, "policy-bot-20261124-0230.db"), "x".repeat(5000));
    await take(NOW);
    const { find } = await doctor(env);
    expect(find("控え")[0]?.message).toMatch(
      /取れていません: .*控えとして読めません.*最後に取れたのは 11\/23/,
    );
  });
});

describe("the machine", () => {
  it("has a clock that a plausible day shows and that is not behind the records", async () => {
    expect(examineClock(tokyoInstant("1970-01-01"), "UTC", null)[0]?.level).toBe("problem");
    expect(examineClock(NOW, "Asia/Tokyo", NOW - HOUR).map(({ level }) => level)).toEqual(["ok", "ok"]);
    expect(examineClock(NOW, "UTC", NOW + DAY)[0]?.message).toMatch(/約24時間後の記録/);
    expect(examineClock(NOW, "UTC", null)[1]?.message).toMatch(/UTC.*日本時間で計算/);
  });

  it("counts in units that people read", () => {
    expect([1, 622_592, 8_600_000, 83_400_000_000].map(inUnits)).toEqual([
      "1 KB",
      "608 KB",
      "8.2 MB",
      "77.7 GB",
    ]);
  });

  it("needs room for twice the database", async () => {
    const folder = temporaryFolder();
    expect((await examineRoom(folder, "控え", 2 ** 60)).level).toBe("problem");
    expect((await examineRoom("/no/such/place", "控え", 0)).message).toMatch(/ENOENT/);
  });
});

/** A server on loopback that answers every request in one way, and what it was asked. */
async function server(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: { url: string; authorization: string | undefined; body: string }[] = [];
  const made = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization } = request.headers;
    asked.push({ url: request.url ?? "", authorization, body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  onTestFinished(() => made.close());
  return { url: made.url, asked };
}

/** An address at which nobody answers. */
const nobody = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

const json = (response: ServerResponse, body: object, headers: Record<string, string> = {}) =>
  response
    .writeHead(200, { "content-type": "application/json", date: new Date(NOW).toUTCString(), ...headers })
    .end(JSON.stringify(body));

const SCOPE_LIST = Object.keys(SCOPES).join(",");
const SECRETS = ["xoxb-secret-1", "xapp-secret-2", "signing-secret-3", "password-4"];

describe("Slack, as doctor sees it", () => {
  const ask = async (
    url: string,
    over: { appToken?: string | null; now?: number; timeoutMs?: number } = {},
  ) => {
    const findings = await checkSlack({
      config: {
        botToken: "xoxb-secret-1",
        signingSecret: over.appToken ? null : "signing-secret-3",
        appToken: over.appToken ?? null,
        apiUrl: `${url}/api/`,
      },
      fetch: globalThis.fetch,
      now: over.now ?? NOW,
      timeoutMs: over.timeoutMs ?? 60_000,
    });
    for (const secret of SECRETS) expect(JSON.stringify(findings)).not.toContain(secret);
    return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
  };

  it("is asked who we are, with the scopes that it grants", async () => {
    const { url, asked } = await server((_request, response) =>
      json(response, { ok: true, team: "緑風市", team_id: "T1" }, { "x-oauth-scopes": SCOPE_LIST }),
    );
    const found = await ask(url, { appToken: "xapp-secret-2" });
    expect(Object.values(found).map(({ level }) => level)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(found["Slack のトークン"]?.message).toContain("緑風市");
    expect(asked.map(({ url: path, authorization }) => [path, authorization])).toEqual([
      ["/api/auth.test", "Bearer xoxb-secret-1"],
      ["/api/apps.connections.open", "Bearer xapp-secret-2"],
    ]);
  });

  it("grants too little or too much", () => {
    expect(compareScopes(SCOPE_LIST).level).toBe("ok");
    expect(compareScopes("commands,chat:write").message).toMatch(
      /足りない権限.*channels:history.*users:read/,
    );
    expect(compareScopes(`${SCOPE_LIST},admin`)).toMatchObject({ level: "notice" });
    expect(compareScopes(null)).toMatchObject({ level: "notice" });
  });

  it("refuses a token, and says why", async () => {
    const { url } = await server((_request, response) =>
      json(response, { ok: false, error: "invalid_auth" }),
    );
    const found = await ask(url, { appToken: "xapp-secret-2" });
    expect(found["Slack のトークン"]?.message).toMatch(/invalid_auth/);
    expect(found.ソケットモード?.message).toMatch(/invalid_auth.*connections:write/);
    expect(found["Slack の権限"]).toBeUndefined();
  });

  it("that cannot be reached, answers a page, or is silent leaves the token an open question", async () => {
    const page = await server((_request, response) => response.end("<html>proxy</html>"));
    const silent = await server(() => undefined);
    for (const [url, why] of [
      [await nobody(), /ECONNREFUSED/],
      [page.url, /JSON ではない応答/],
      [silent.url, /時間内に返事がない/],
    ] as const) {
      const found = await ask(url, { timeoutMs: 200 });
      expect(found["Slack のトークン"]).toMatchObject({ level: "problem" });
      expect(found["Slack のトークン"]?.message).toMatch(why);
      expect(found["Slack のトークン"]?.message).toMatch(/つながるまで分かりません/);
    }
  });

  it("shows by its own clock that ours is wrong", async () => {
    const { url } = await server((_request, response) =>
      json(response, { ok: true, team: "緑風市", team_id: "T1" }, { "x-oauth-scopes": SCOPE_LIST }),
    );
    const found = await ask(url, { now: NOW + 10 * 60_000 });
    expect(found.時計のずれ?.message).toMatch(/約(599|60\d)秒進んで/);
  });

  it("has a manifest that fits the program, and a changed one is noticed", () => {
    expect(compareManifest(readManifest()).level).toBe("ok");
    expect(compareManifest(null).level).toBe("notice");
    const manifest = JSON.parse(JSON.stringify(readManifest()));
    manifest.oauth_config.scopes.bot = manifest.oauth_config.scopes.bot
      .filter((scope: string) => scope !== "commands")
      .concat("admin");
    manifest.settings.event_subscriptions.bot_events.pop();
    const { level, message } = compareManifest(manifest);
    expect(level).toBe("problem");
    expect(message).toMatch(/権限 commands がない.*権限 admin が余分.*イベント message\.im がない/);
  });
});

describe("Teams, as doctor sees it", () => {
  const config = {
    appId: "0b6f3f3c-1f0b-4d41-8d1c-6f2a6b1f8a10",
    password: "password-4",
    tenantId: "5f0f5a1e-7b5a-4c0e-9d2f-2a6f0c9d7b11",
    authenticated: true,
    sdk: "teams-ai" as TeamsConfig["sdk"],
  };
  const ask = async (login: string, over: Partial<typeof config> = {}) => {
    const findings = await checkTeams({
      config: { ...config, ...over },
      fetch: globalThis.fetch,
      timeoutMs: 300,
      login,
    });
    expect(JSON.stringify(findings)).not.toContain("password-4");
    return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
  };

  it("gives a token for the app in its tenant, and cannot be asked for the consent of teams", async () => {
    const { url, asked } = await server((_request, response) => json(response, { access_token: "token" }));
    const found = await ask(url);
    expect(found["Teams のトークン"]?.level).toBe("ok");
    expect(found["Teams の読み取りの許可"]?.message).toMatch(/ここからは尋ねられません/);
    expect(asked[0]?.url).toBe(`/${config.tenantId}/oauth2/v2.0/token`);
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toMatchObject({
      client_id: config.appId,
      client_secret: "password-4",
      scope: "https://api.botframework.com/.default",
    });
  });

  it("says whether the library has its maker's support, and how to change", async () => {
    const { url } = await server((_request, response) => json(response, { access_token: "token" }));
    expect((await ask(url))["Teams の部品"]).toMatchObject({
      level: "notice",
      message: expect.stringMatching(/サポートが終わっています.*TEAMS_SDK=teams-apps/),
    });
    expect((await ask(url, { sdk: "teams-apps" }))["Teams の部品"]?.level).toBe("ok");
  });

  it.each([
    ["AADSTS7000215: Invalid client secret provided.", /「値」を写して/],
    ["AADSTS7000222: The provided client secret keys are expired.", /有効期限/],
    ["AADSTS700016: Application was not found.", /このテナントにありません/],
    ["AADSTS90002: Tenant not found.", /テナントが見つかりません/],
    ["AADSTS12345: Something new.", /AADSTS12345.*確かめてください/],
  ])("says what to do about %s", async (description, remedy) => {
    const { url } = await server((_request, response) =>
      json(response, { error: "invalid_client", error_description: description }),
    );
    expect((await ask(url))["Teams のトークン"]?.message).toMatch(remedy);
  });

  it("that cannot be reached leaves the secret an open question, and the playground is asked nothing", async () => {
    expect((await ask(await nobody()))["Teams のトークン"]?.message).toMatch(/つながるまで分かりません/);
    expect(Object.keys(await ask(await nobody(), { authenticated: false }))).toEqual(["Teams"]);
  });
});
