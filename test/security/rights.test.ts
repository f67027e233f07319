import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodePress } from "../../src/bot/query.js";
import { all } from "../../src/store/database.js";
import { ADMIN, Installation, ROOT } from "../kit/installation.js";
import { envelope, press, reply, submission } from "../kit/payloads.js";

/** A channel that is bound to nothing, and somebody without a role in it. */
const OUTSIDE = { channel_id: "C0ZATSUDAN", channel_name: "zatsudan", user_id: "U0OTHER000" };
const stranger = {
  user: { id: OUTSIDE.user_id, username: "other", name: "other", team_id: "T0CITY0000" },
  channel: { id: OUTSIDE.channel_id, name: OUTSIDE.channel_name },
  container: {
    type: "message",
    message_ts: "1795000200.000100",
    channel_id: OUTSIDE.channel_id,
    is_ephemeral: true,
  },
};

describe("what somebody may do who is in", () => {
  const office = new Installation();
  beforeAll(() => office.start());
  afterAll(() => office.stop());

  const standing = () =>
    JSON.stringify(
      ["binding", "role", "goal_owner", "note", "audit"].map((table) =>
        all(office.db, `SELECT * FROM "${table}"`),
      ),
    );
  const pressed = (value: string, over: Record<string, unknown> = {}) =>
    office.press(press(value, office.slack.responseUrl, over));

  it("T17 設定 is refused to everybody but 企画課 and the department's coordinator, forged forms included", async () => {
    const before = standing();
    expect(await office.ask("設定", OUTSIDE)).toContain("企画課");
    for (const form of ["bind-form", "role-form", "owner-form"] as const) {
      const { id } = office.department("危機管理部");
      expect(await pressed(encodePress({ do: form, department: id }), stranger)).toMatch(/企画課|庶務担当/);
    }
    const opened = office.slack.called("views.open").length;
    for (const form of ["bind", "role", "owner", "nothing"]) {
      const memo = JSON.stringify({
        context: JSON.stringify({ department: 1 }),
        channel: OUTSIDE.channel_id,
      });
      const body = submission(form, memo, {
        person: OUTSIDE.user_id,
        role: "planning",
        department: "1",
        goal: "1",
      });
      await office.fields({ payload: JSON.stringify({ ...body, user: stranger.user }) });
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([standing(), office.slack.called("views.open").length]).toEqual([before, opened]);
    expect(await office.ask("設定", { user_id: ADMIN })).toContain("設定");
  });

  it("T18 a forged button of another department's goal records nothing", async () => {
    const before = standing();
    const [foreign] = office.goals("福祉部(福祉事務所)");
    const id = foreign?.id ?? 0;
    const presses = [
      encodePress({ do: "quick", goal: id, nonce: "forged" }),
      encodePress({ do: "quick", goal: id, level: 5, nonce: "forged" }),
      encodePress({ do: "report-form", department: foreign?.departmentId ?? 0, goal: id }),
    ];
    // From 危機管理部's own channel, where its people may report: on its own goals alone.
    for (const value of presses) await pressed(value);
    expect(await office.ask(`報告 福祉部 1 完了 偽の報告`)).not.toContain("記録しました");
    const context = JSON.stringify({ department: foreign?.departmentId, goal: id, nonce: "forged" });
    const form = submission("report", JSON.stringify({ context, channel: OUTSIDE.channel_id }), {
      goal: String(id),
      text: "偽の報告",
    });
    await office.fields({ payload: JSON.stringify(form) });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(standing()).toBe(before);
    const [own] = office.goals("危機管理部");
    await pressed(encodePress({ do: "quick", goal: own?.id ?? 0, nonce: "own" }));
    expect(office.notes()).toHaveLength(1);
  });

  it("T66 a person of another organisation or a guest reports nothing from a shared channel, and is told so", async () => {
    const before = office.count("note");
    const told = () =>
      JSON.stringify(office.slack.called("chat.postEphemeral")).split("ゲストの方").length - 1;
    const other = { user: "U0FREMD000", user_team: "T0OTHER000", source_team: "T0OTHER000" };
    const shared = { is_ext_shared_channel: true };
    await office.event(
      envelope(reply("4 完了 よその人", { thread_ts: ROOT, ts: "1795000901.000100", ...other }), shared),
    );
    await office.settled();
    const guest = { user: "U0GAST0000", user_profile: { display_name: "業者", is_restricted: true } };
    await office.event(
      envelope(reply("5 完了 業者", { thread_ts: ROOT, ts: "1795000902.000100", ...guest })),
    );
    await office.settled();
    expect(office.count("note") - before).toBe(0);
    expect(told()).toBe(2);
  });

  it.each([
    "",
    "null",
    "{",
    '{"do":"quick"}',
    '{"do":"quick","goal":"1 OR 1=1","nonce":"x"}',
    '{"do":"quick","goal":1e99,"nonce":"x"}',
    '{"do":"quick","goal":-1,"nonce":"x"}',
    '{"do":"settle","message":999999,"doubt":0,"goal":1}',
    '{"do":"share","of":{"do":"share","of":{"do":"help"}}}',
    '{"__proto__":{"do":"settings"}}',
    `{"do":"search","words":"${"x".repeat(1900)}"}`,
  ])("T19 a button's value that this program did not write does nothing: %j", async (value) => {
    const before = standing();
    const body = press(value, office.slack.responseUrl);
    expect((await office.fields({ payload: JSON.stringify(body) })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(standing()).toBe(before);
    expect(office.log).not.toContain('"msg":"handling failed"');
  });

  it("T20 nobody changes or deletes what another wrote, nor speaks as somebody the page does not know", async () => {
    const post = { conversation: "kikaku", thread: null, text: "わたしの文" };
    const { body } = await office.page("/api/post", { ...office.me("web:shokuin"), ...post });
    const message = (JSON.parse(body) as { messages: { id: string }[] }).messages[0]?.id ?? "";
    const other = office.me("web:shomu");
    expect((await office.page("/api/edit", { ...other, message, text: "書き換え" })).status).toBe(403);
    expect((await office.page("/api/delete", { ...office.me("web:shomu"), message })).status).toBe(403);
    expect((await office.page("/api/post", { ...office.me("web:buchou"), ...post })).status).toBe(403);
    expect((await office.page("/api/post", { ...office.me("slack:U1"), ...post })).status).toBe(400);
    const direct = { ...post, conversation: "dm:web:shokuin" };
    expect((await office.page("/api/post", { ...office.me("web:shomu"), ...direct })).status).toBe(404);
    const read = "/api/messages?conversation=dm:web:shokuin&person=web:shomu";
    expect((await office.page(read, undefined)).status).toBe(404);
    expect(all(office.db, "SELECT body FROM web_message WHERE id = ?", Number(message))).toEqual([
      { body: JSON.stringify({ kind: "text", text: "わたしの文" }) },
    ]);
  });

  it("T21 words outside the threads of the bot are not taken in", async () => {
    const before = [office.count("note"), office.count("message")];
    // Below what somebody else wrote.
    const parent_user_id = "U0SUZUKI00";
    const elsewhere = { channel: OUTSIDE.channel_id, thread_ts: "1790000000.000100", parent_user_id };
    await office.event(envelope(reply("2 完了 雑談の中の文", elsewhere)));
    await office.event(
      envelope(reply("2 完了 別の話の中の文", { thread_ts: "1790000000.000200", parent_user_id })),
    );
    await office.settled();
    expect([office.count("note"), office.count("message")]).toEqual(before);
    expect(office.everything()).not.toMatch(/雑談の中の文|別の話の中の文/);
    expect(ROOT).not.toBe("1790000000.000200");
  });
});
