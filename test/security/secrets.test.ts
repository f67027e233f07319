import { spawnSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { one, run } from "../../src/store/database.js";
import { reviseNote } from "../../src/store/note-writing.js";
import { inherited } from "../kit/inherited.js";
import { Installation, ROOT, SECRETS } from "../kit/installation.js";
import { envelope, reply } from "../kit/payloads.js";
import { NOW, note } from "../kit/plan-store.js";

/** What `policy-bot doctor --json` says of a database alone. */
function doctorOf(file: string): string {
  const cli = path.join(import.meta.dirname, "../../dist/cli.js");
  const { stdout } = spawnSync(process.execPath, [cli, "doctor", "--json"], {
    cwd: path.dirname(file),
    env: { ...inherited(), DATABASE_PATH: file },
    encoding: "utf8",
  });
  return stdout;
}

describe("what must not get out, or in", () => {
  const office = new Installation();
  beforeAll(() => office.start());
  afterAll(() => office.stop());

  it("T39 what looks like personal data is stored nowhere, by whatever way it comes", async () => {
    const told = ["090-1234-5678", "tanaka.taro@example.com"];
    for (const [at, words] of told.entries()) {
      const ts = `1795000${200 + at}.000100`;
      const over = { thread_ts: ROOT, ts, event_ts: ts, client_msg_id: `told-${at}` };
      await office.event(envelope(reply(`2 順調 連絡先は ${words} です`, over)));
      for (const text of [
        `連絡先は ${words} です`,
        `/policy 報告 危機管理部 2 順調 連絡先は ${words} です`,
      ]) {
        await office.page("/api/post", {
          ...office.me("web:kikaku"),
          conversation: "kikaku",
          thread: null,
          text,
        });
      }
      await office.ask(`報告 危機管理部 2 順調 連絡先は ${words} です`);
      await office.ask(`検索 ${words}`);
    }
    await office.settled();
    const kept = office.everything() + office.log;
    for (const words of told) expect(kept).not.toContain(words);
    expect(office.notes()).toEqual([]);
  });

  it("T40 neither a secret nor a word of what people say gets into the log, at its most talkative", async () => {
    const said = "協定先の候補と話しました";
    const ts = "1795000300.000100";
    const over = { thread_ts: ROOT, ts, event_ts: ts, client_msg_id: "said" };
    office.slack.fail("reactions.add", { kind: "page" }, { kind: "error", error: "invalid_auth" });
    await office.event(envelope(reply(`2 順調 ${said}`, over)));
    await office.ask(`検索 ${said}`);
    await office.page("/api/post", { ...office.me(), conversation: "kikaku", thread: null, text: said });
    await office.page("/api/login", { token: `wrong-${SECRETS.WEB_TOKEN}` });
    await office.page("/api/press", {
      ...office.me(),
      message: "000000000001",
      value: said,
      inThread: false,
    });
    await office.settled();
    expect(office.notes().map(({ text }) => text)).toEqual([said]);
    expect(office.log.length).toBeGreaterThan(200);
    for (const words of [...Object.values(SECRETS), said]) expect(office.log).not.toContain(words);
  });

  it("T41 a wrong setting is named without its value", async () => {
    const secret = "a-value-nobody-may-see";
    for (const name of [
      "SLACK_BOT_TOKEN",
      "SLACK_APP_TOKEN",
      "TEAMS_APP_ID",
      "TEAMS_TENANT_ID",
      "HTTPS_PROXY",
    ]) {
      const { status, err } = await office.refusal({ [name]: secret });
      expect([name, status, err.includes(name), err.includes(secret)]).toEqual([name, 1, true, false]);
    }
    const short = await office.refusal({ WEB_TOKEN: "short-secret" });
    expect([short.status, short.err.includes("short-secret")]).toEqual([1, false]);
  });

  it("T42 what a monitor may ask tells no secret, no path and no name", async () => {
    for (const target of ["/healthz", "/metrics"]) {
      const { body } = await office.raw(target, { headers: { host: "localhost" } });
      for (const words of [...Object.values(SECRETS), office.folder, "policy.db", "危機管理部"]) {
        expect(body).not.toContain(words);
      }
    }
    const { out } = await office.cli("doctor", "--json");
    for (const words of Object.values(SECRETS)) expect(out).not.toContain(words);
  });

  it("T43 who changes the database by hand is found out", async () => {
    // Without Slack's settings: its stand-in lives in this process and cannot answer while it waits.
    const chain = (): unknown => {
      return (JSON.parse(doctorOf(office.file)) as { findings: { check: string }[] }).findings.find(
        ({ check }) => check === "変更の記録",
      );
    };
    const [goal] = office.goals("危機管理部");
    for (const text of ["会議を開きました", "会議を準備しています"]) note(office.db, goal?.id ?? 0, text);
    const id = one<{ id: number }>(office.db, "SELECT max(id) AS id FROM note")?.id ?? 0;
    const content = { state: "behind", level: null, percent: 40, unchanged: false } as const;
    const by = { actor: "web:U1", at: NOW, via: "form" };
    reviseNote(office.db, id, { ...content, text: "会議を延期しました" }, by, "edit");
    const old = "SELECT count(*) AS n FROM inbox WHERE event_key = 'old'";
    run(
      office.db,
      "INSERT INTO inbox(platform, event_key, kind, payload, received_at, status) VALUES ('web', 'old', 'x', '{}', 0, 'done')",
    );
    expect(chain()).toMatchObject({ ok: true });

    const period = ["--from", "2020-04-01", "--to", "2099-03-31"];
    for (const [change, undo, misfit] of [
      [
        "UPDATE note SET text = '中止と決定' WHERE id = @id",
        "UPDATE note SET text = '会議を延期しました' WHERE id = @id",
        `報告${id}番（本文）`,
      ],
      [
        "UPDATE note SET state = 'done' WHERE id = @id",
        "UPDATE note SET state = 'behind' WHERE id = @id",
        `報告${id}番（状態・割合）`,
      ],
      [
        "UPDATE note_revision SET text = '中止と決定' WHERE note_id = @id",
        "UPDATE note_revision SET text = '会議を準備しています' WHERE note_id = @id",
        `報告${id}番（前の版）`,
      ],
      ["DELETE FROM note WHERE id = @id - 1", null, `報告${id - 1}番（報告そのものがない）`],
    ] as const) {
      run(office.db, change, { id });
      const message = `危機管理部 重点目標1 の${misfit}`;
      expect(chain()).toMatchObject({ ok: false, message: expect.stringContaining(message) });
      const { out } = await office.cli("record", "--department", "危機管理部", ...period);
      expect(out).toContain(`変更の記録の確認　変更の記録と合わない報告があります: ${message}`);
      const { status, err } = await office.cli("expire", "--yes");
      expect([status, one(office.db, old)]).toEqual([1, { n: 1 }]);
      expect(err).toContain(message);
      if (undo === null) continue;
      run(office.db, undo, { id });
    }

    run(office.db, "UPDATE audit SET after = '{}' WHERE id = (SELECT max(id) FROM audit)");
    expect(chain()).toMatchObject({ ok: false, message: expect.stringContaining("番の記録が後から") });
    expect([(await office.cli("expire", "--yes")).status, one(office.db, old)]).toEqual([1, { n: 1 }]);
  }, 60_000);
});
