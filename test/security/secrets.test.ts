import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../src/store/database.js";
import { envelope, reply } from "../slack/payloads.js";
import { Installation, ROOT, SECRETS } from "./installation.js";

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

  it("T41 a wrong setting is named without its value", () => {
    const secret = "a-value-nobody-may-see";
    for (const name of [
      "SLACK_BOT_TOKEN",
      "SLACK_APP_TOKEN",
      "TEAMS_APP_ID",
      "TEAMS_TENANT_ID",
      "HTTPS_PROXY",
    ]) {
      const { status, err } = office.refusal({ [name]: secret });
      expect([name, status, err.includes(name), err.includes(secret)]).toEqual([name, 1, true, false]);
    }
    const short = office.refusal({ WEB_TOKEN: "short-secret" });
    expect([short.status, short.err.includes("short-secret")]).toEqual([1, false]);
  });

  it("T42 what a monitor may ask tells no secret, no path and no name", async () => {
    for (const target of ["/healthz", "/metrics"]) {
      const { body } = await office.raw(target, { headers: { host: "localhost" } });
      for (const words of [...Object.values(SECRETS), office.folder, "policy.db", "危機管理部"]) {
        expect(body).not.toContain(words);
      }
    }
    const { out } = office.cli("doctor", "--json");
    for (const words of Object.values(SECRETS)) expect(out).not.toContain(words);
  });

  it("T43 who changes the database by hand is found out", () => {
    const chain = (): unknown =>
      (
        JSON.parse(office.cli("doctor", "--json").out) as { findings: { check: string; ok: boolean }[] }
      ).findings.find(({ check }) => check === "変更の記録")?.ok;
    expect(chain()).toBe(true);
    run(office.db, "UPDATE audit SET after = '{}' WHERE id = (SELECT max(id) FROM audit)");
    expect(chain()).toBe(false);
    expect(office.cli("expire", "--yes").out).not.toContain("消しました");
  });
});
