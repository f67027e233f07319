import { describe, expect, it } from "vitest";
import {
  foundChannelView,
  heldRepliesView,
  lostChannelView,
} from "../../src/bot/features/troubles/trouble-view.js";
import { replyText } from "../../src/bot/reply.js";
import { channelName, listBindings } from "../../src/store/bindings.js";
import { listDepartments } from "../../src/store/departments.js";
import { ensurePerson } from "../../src/store/people.js";
import { findNudgedPerson, isFollower } from "../../src/store/reminding.js";
import { button, buttonsOf } from "../kit/conversation.js";
import { at, Desk, errorsOf, wordsOf } from "../kit/desk.js";
import { bindChannel, giveRole } from "../kit/people.js";

const NOON = at("2026-11-25", "12:00");
const STAFF = "U5";
const stored = (desk: Desk) => findNudgedPerson(desk.db, ensurePerson(desk.db, "web", STAFF, null).id);

it("a channel whose name the platform keeps back is called by whom it belongs to, in every sentence", async () => {
  const desk = new Desk(at("2026-11-24"));
  const [own, next] = listDepartments(desk.db, desk.plan.id);
  const [first, second] = [own?.name ?? "", next?.name ?? ""];
  const bind = (conversation: string, type: string, departmentId: number | null): void =>
    bindChannel(
      desk.db,
      {
        platform: "teams",
        conversation,
        name: null,
        destination: { type },
        purpose: departmentId === null ? "planning" : "department",
        departmentId,
      },
      desk.now,
    );
  bind("19:private@thread.tacv2", "channel", own?.id ?? 0);
  bind("19:group@thread.v2", "groupChat", next?.id ?? 0);
  bind("19:planning@thread.tacv2", "channel", null);
  const names = listBindings(desk.db).flatMap((each) => (each.name === null ? [channelName(each)] : []));
  expect(names).toEqual([`${first}のチャンネル`, `${second}のチャット`, "企画課のチャンネル"]);
  const shown = wordsOf(await desk.ask("設定"));
  expect(shown).toContain("企画課のチャンネル");
  expect(shown).not.toMatch(/19:|「」|未取得/u);
  for (const { platform, conversation } of listBindings(desk.db).filter(({ name }) => name === null)) {
    const item = { platform, conversation };
    for (const view of [lostChannelView, foundChannelView, heldRepliesView])
      expect(replyText(view(desk.db, item))).toMatch(/「[^」]+の(?:チャンネル|チャット)」/u);
  }
  expect(replyText(heldRepliesView(desk.db, { platform: "teams", conversation: "19:x" }))).toMatch(
    /^結び付きのないチャンネルで、/u,
  );
});

describe("what everybody sets for themselves", () => {
  it("is shown to staff without the settings of 企画課", async () => {
    const desk = new Desk(NOON);
    const shown = await desk.ask("設定", STAFF);
    expect(wordsOf(shown)).toContain("お知らせ: 全部");
    expect(wordsOf(shown)).toContain("ほかの設定を変えられるのは企画課の方です");
    expect(buttonsOf(shown).map(({ label }) => label)).toEqual([
      "受け取り方を変える",
      "休暇を入れる",
      "全体のまとめを受け取る",
      "アカウントの連携",
    ]);
  });

  it.each([
    ["digest", "まとめだけ"],
    ["none", "なし"],
    ["all", "全部"],
  ])("sets reminders to %s", async (level, label) => {
    const desk = new Desk(NOON);
    expect(wordsOf(await desk.fill("受け取り方を変える", { level }, STAFF))).toContain(`「${label}」`);
    expect(stored(desk)?.reminders).toBe(level);
    expect(wordsOf(await desk.ask("設定", STAFF))).toContain(`お知らせ: ${label}`);
    expect(desk.audit().map(({ actor, action }) => `${actor} ${action}`)).toEqual(
      level === "all" ? [] : [`web:${STAFF} person.reminders`],
    );
  });

  it("says at the field that there is no such level", async () => {
    const desk = new Desk(NOON);
    expect(errorsOf(await desk.send("reminders", { level: "loud" }, STAFF))).toEqual({
      level: "受け取るものを選んでください。",
    });
  });

  it("takes an absence, changes its end, and takes it back", async () => {
    const desk = new Desk(NOON);
    await desk.fill("休暇を入れる", { from: "2026-12-01", to: "2026-12-04" }, STAFF);
    await desk.fill("休暇を入れる", { from: "2026-12-01", to: "2026-12-11" }, STAFF);
    expect(stored(desk)?.absences).toEqual([{ from: "2026-12-01", to: "2026-12-11" }]);
    expect(wordsOf(await desk.ask("設定", STAFF))).toContain("休暇: 12月1日(火)〜12月11日(金)");
    await desk.fill("休暇を取り消す", { absence: "2026-12-01" }, STAFF);
    expect(stored(desk)?.absences).toEqual([]);
    expect(desk.audit().map(({ before, after }) => [before, after])).toEqual([
      [null, { from: "2026-12-01", to: "2026-12-04" }],
      [
        { from: "2026-12-01", to: "2026-12-04" },
        { from: "2026-12-01", to: "2026-12-11" },
      ],
      [{ from: "2026-12-01", to: "2026-12-11" }, null],
    ]);
  });

  it.each([
    [{ from: "" }, "from", "開始日を選んで"],
    [{ to: "2026-13-01" }, "to", "終了日を選んで"],
    [{ from: "2026-12-05", to: "2026-12-04" }, "to", "開始日より後"],
    [{ from: "2026-11-01", to: "2026-11-02" }, "to", "過ぎています"],
    [{ from: "2026-12-01", to: "2062-12-04" }, "to", "年を確かめて"],
  ])("says at the field what is wrong with the absence %j", async (given, field, words) => {
    const desk = new Desk(NOON);
    const errors = errorsOf(await desk.fill("休暇を入れる", given, STAFF));
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toContain(words);
    expect(stored(desk)?.absences).toEqual([]);
  });

  it("knows whose absence it is", async () => {
    const desk = new Desk(NOON);
    await desk.fill("休暇を入れる", { from: "2026-12-01", to: "2026-12-04" }, STAFF);
    expect(errorsOf(await desk.send("absence-end", { absence: "2026-12-01" }, "U6"))).toEqual({
      absence: "休暇を選んでください。",
    });
    expect(wordsOf(await desk.press({ do: "settings-form", form: "absence-end" }, "U6"))).toContain(
      "ありません",
    );
    expect(stored(desk)?.absences).toHaveLength(1);
  });

  it("begins and ends following the round-up", async () => {
    const desk = new Desk(NOON);
    const press = async (label: string) => desk.press(button(await desk.ask("設定", STAFF), label), STAFF);
    expect(wordsOf(await press("全体のまとめを受け取る"))).toContain("お送りします");
    expect(isFollower(desk.db, desk.plan.id, stored(desk)?.id ?? 0)).toBe(true);
    expect(wordsOf(await press("全体のまとめをやめる"))).toContain("やめました");
    expect(isFollower(desk.db, desk.plan.id, stored(desk)?.id ?? 0)).toBe(false);
    expect(desk.audit()).toHaveLength(2);
  });
});

describe("who may set what", () => {
  const PLANNING_FORMS = [
    "rhythm",
    "cadence",
    "pause",
    "pause-end",
    "day",
    "deadline",
    "deadline-close",
    "send-now",
  ] as const;

  it.each(PLANNING_FORMS)(
    "refuses %s to staff and coordinators, opened or sent, and says who can",
    async (form) => {
      const desk = new Desk(NOON);
      const coordinator = ensurePerson(desk.db, "web", "U8", null);
      giveRole(desk.db, coordinator.id, {
        role: "coordinator",
        departmentId: desk.department("危機管理部").id,
        post: null,
      });
      const before = desk.audit();
      for (const who of [STAFF, "U8"]) {
        for (const where of [undefined, desk.channel("危機管理部")]) {
          expect(wordsOf(await desk.press({ do: "settings-form", form }, who, where))).toContain(
            "企画課の方です",
          );
        }
        const reply = await desk.send(form, { name: "報告", date: "2026-12-11", reason: "other" }, who);
        expect(wordsOf(reply)).toContain("企画課の方です");
      }
      expect(desk.audit()).toEqual(before);
    },
  );

  it("refuses a digest by hand and the dry run to staff", async () => {
    const desk = new Desk(NOON);
    const department = desk.department("危機管理部").id;
    expect(wordsOf(await desk.press({ do: "send-now", department }, STAFF))).toContain("企画課の方です");
    expect(wordsOf(await desk.press({ do: "coming-week", plan: desk.plan.id }, STAFF))).toContain(
      "企画課の方です",
    );
    expect(desk.outbox()).toEqual([]);
  });

  it("lets a person with the role of 企画課 do what the configured ones may", async () => {
    const desk = new Desk(NOON);
    const person = ensurePerson(desk.db, "web", "U9", null);
    giveRole(desk.db, person.id, { role: "planning", departmentId: null, post: null });
    expect(
      wordsOf(await desk.fill("期限を決める", { name: "期末報告", date: "2027-03-19" }, "U9")),
    ).toContain("期限を決めました");
    expect(desk.audit()[0]?.actor).toBe("web:U9");
  });

  it("lets a coordinator name owners in the own department only, as before", async () => {
    const desk = new Desk(NOON);
    const coordinator = ensurePerson(desk.db, "web", "U8", null);
    const own = desk.department("危機管理部");
    giveRole(desk.db, coordinator.id, { role: "coordinator", departmentId: own.id, post: null });
    const shown = await desk.ask("設定", "U8");
    expect(buttonsOf(shown).map(({ label }) => label)).toContain("目標の担当者を決める");
    const other = desk.department("子ども家庭部").id;
    expect(wordsOf(await desk.press({ do: "owner-form", department: other }, "U8"))).toContain(
      "企画課の方です",
    );
    expect((await desk.press({ do: "owner-form", department: own.id }, "U8"))?.kind).toBe("form");
  });

  it("takes a form of a plan that is gone as an old one", async () => {
    const desk = new Desk(NOON);
    for (const context of ["{}", "x", '{"plan":4711}'])
      expect(wordsOf(await desk.submit("pause", context, {}))).toContain("古くなっています");
  });
});

describe("the forms in Slack", () => {
  it("keep its limits: titles of 24 characters, menus of 100, ten radio buttons", async () => {
    const desk = new Desk(NOON);
    await desk.fill("期限を決める", { name: "中間報告", date: "2026-12-11" });
    await desk.fill("休止を入れる", { to: "2026-12-11" });
    await desk.fill("休暇を入れる", { from: "2026-12-01", to: "2026-12-02" });
    for (const label of [
      "送る曜日・時刻",
      "報告の間隔",
      "休止を入れる",
      "休止を終える",
      "開庁日・閉庁日",
      "期限を決める",
      "期限を終える",
      "今すぐ送る",
      "受け取り方を変える",
      "休暇を入れる",
      "休暇を取り消す",
      "役割を付ける・外す",
    ]) {
      const form = await desk.open(label);
      expect([form.title.length <= 24, form.submit.length <= 24, form.context.length < 2000], label).toEqual([
        true,
        true,
        true,
      ]);
      for (const field of form.fields) {
        if (!("options" in field)) continue;
        expect(field.options.length, `${label} ${field.name}`).toBeGreaterThan(0);
        expect(field.options.length).toBeLessThanOrEqual(field.type === "radio" ? 10 : 100);
        for (const option of field.options) expect([...option.label].length).toBeLessThanOrEqual(75);
        if (field.initial !== undefined)
          expect(field.options.map(({ value }) => value)).toContain(field.initial);
      }
    }
  });
});
