import { describe, expect, it } from "vitest";
import { newOwner } from "../../src/jobs/ledger.js";
import { runWeekly } from "../../src/jobs/weekly.js";
import { listDayOverrides, listDeadlines, listPauses, NO_END } from "../../src/store/calendar-days.js";
import { at, Desk, errorsOf, wordsOf } from "../kit/desk.js";

const NOON = at("2026-11-25", "12:00");
const rethrow = (error: unknown): never => {
  throw error;
};
const tick = (desk: Desk, now: number): number => {
  desk.now = now;
  return runWeekly(desk.db, now, newOwner(), rethrow);
};

describe("pauses", () => {
  it("are set with a reason, for all or one department, with an end or none", async () => {
    const desk = new Desk(NOON);
    const reply = await desk.fill("休止を入れる", {
      reason: "assembly",
      label: "第4回定例会",
      from: "2026-11-27",
      to: "2026-12-15",
    });
    expect(wordsOf(reply)).toContain("第4回定例会　すべての部　11月27日(金)〜12月15日(火)");
    const department = desk.department("危機管理部");
    await desk.fill("休止を入れる", { reason: "disaster", department: String(department.id), to: "" });
    expect(listPauses(desk.db, desk.plan.id)).toMatchObject([
      { departmentId: department.id, reason: "disaster", label: "災害対応", from: "2026-11-25", to: NO_END },
      { departmentId: null, reason: "assembly", label: "第4回定例会", from: "2026-11-27", to: "2026-12-15" },
    ]);
    expect(wordsOf(await desk.ask("設定"))).toContain("災害対応　危機管理部　11月25日(水)〜（終わりは未定）");
    expect(desk.audit().map(({ action, before, via }) => [action, before, via])).toEqual([
      ["pause.add", null, "form"],
      ["pause.add", null, "form"],
    ]);
  });

  it("are taken once, however often the form is sent", async () => {
    const desk = new Desk(NOON);
    const values = { reason: "other", label: "庁舎工事", from: "2026-12-01", to: "2026-12-04" };
    await desk.fill("休止を入れる", values);
    expect(wordsOf(await desk.fill("休止を入れる", values))).toContain("同じ休止がもう入っています");
    expect(listPauses(desk.db, desk.plan.id)).toHaveLength(1);
    expect(desk.audit()).toHaveLength(1);
  });

  it.each([
    [{ reason: "?" }, "reason", "理由を選んで"],
    [{ label: "長".repeat(41) }, "label", "40字以内"],
    [{ department: "4711" }, "department", "一つの部を選んで"],
    [{ from: "2026-02-30" }, "from", "開始日を選んで"],
    [{ from: "2026-12-10", to: "2026-12-09" }, "to", "開始日より後"],
    [{ from: "2026-10-01", to: "2026-10-02" }, "to", "過ぎています"],
    [{ to: "いつか" }, "to", "終了日を選ぶか"],
  ])("say at the field what is wrong with %j", async (given, field, words) => {
    const desk = new Desk(NOON);
    const errors = errorsOf(await desk.fill("休止を入れる", given));
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toContain(words);
    expect(listPauses(desk.db, desk.plan.id)).toEqual([]);
  });

  it("hold digests back until they are ended, and the digest says why it is late", async () => {
    const desk = new Desk(NOON);
    await desk.fill("休止を入れる", { reason: "disaster", label: "台風第15号", from: "2026-11-26", to: "" });
    expect(tick(desk, at("2026-11-30"))).toBe(0);
    expect(tick(desk, at("2026-12-01"))).toBe(0);
    desk.now = at("2026-12-02", "08:00");
    const form = await desk.open("休止を終える");
    const [field] = form.fields;
    const [option] = field?.type === "select" ? field.options : [];
    expect(option?.label).toContain("台風第15号");
    await desk.fill("休止を終える", { pause: option?.value ?? "" });
    expect(tick(desk, at("2026-12-02", "09:00"))).toBe(8);
    const bodies = desk.db.prepare("SELECT body FROM outbox").pluck().all().join();
    expect(bodies).toContain("台風第15号のため12月2日(水)にお送りしています。");
    expect(desk.audit().at(-1)).toMatchObject({
      action: "pause.end",
      before: { to: NO_END },
      after: { to: "2026-12-01" },
    });
  });

  it("that have not begun are taken away by ending them", async () => {
    const desk = new Desk(NOON);
    await desk.fill("休止を入れる", { reason: "assembly", from: "2026-12-01", to: "2026-12-10" });
    const [pause] = listPauses(desk.db, desk.plan.id);
    await desk.fill("休止を終える", { pause: String(pause?.id) });
    expect(listPauses(desk.db, desk.plan.id)).toEqual([]);
  });

  it("ask for one of them, and say so where there is none", async () => {
    const desk = new Desk(NOON);
    expect(wordsOf(await desk.press({ do: "settings-form", form: "pause-end" }))).toContain("ありません");
    expect(errorsOf(await desk.send("pause-end", { pause: "1" }))).toEqual({
      pause: "休止を選んでください。",
    });
  });

  it("of 人事異動 are known without being set, until 企画課 says otherwise", async () => {
    const desk = new Desk(at("2026-04-08"));
    expect(wordsOf(await desk.ask("設定"))).toContain("人事異動　すべての部　4月1日(水)〜4月14日(火)");
    await desk.fill("休止を入れる", { reason: "transfer", from: "2026-04-01", to: "2026-04-10" });
    const shown = wordsOf(await desk.ask("設定"));
    expect(shown).toContain("4月10日(金)");
    expect(shown).not.toContain("4月14日(火)");
  });
});

describe("a department in 災害対応", () => {
  it("is shown as 休止 instead of 未更新 everywhere, and as before when it is over", async () => {
    const desk = new Desk(NOON);
    const views = async (): Promise<string[]> => {
      const [goal = 0] = desk.goalIds("危機管理部");
      return Promise.all(
        ["危機管理部", "未更新 危機管理部", "進捗 危機管理部", "危機管理部 1"].map(async (text) =>
          wordsOf(await desk.ask(text)),
        ),
      ).then(async (texts) => [...texts, wordsOf(await desk.press({ do: "goal", goal }))]);
    };
    expect((await views()).every((text) => text.includes("未更新") && !text.includes("休止（"))).toBe(true);
    const before = wordsOf(await desk.ask(""));
    expect(before).toContain("重点目標 6件　報告なし 6　未更新 6");
    await desk.fill("休止を入れる", {
      reason: "disaster",
      label: "台風第15号",
      department: String(desk.department("危機管理部").id),
      to: "2026-11-27",
    });
    const [department = "", stale = "", standing = "", typed = "", pressed = ""] = await views();
    expect(department).toContain("災害対応のため休止（台風第15号） 6件（1〜6）");
    expect(department).not.toContain("未更新");
    expect(stale).toContain("未更新の重点目標　危機管理部　0件");
    expect(stale).toContain("災害対応のため休止しているもの 6件");
    expect(standing).toContain("休止");
    for (const text of [typed, pressed]) {
      expect(text).toContain("休止（台風第15号）");
      expect(text).not.toContain("未更新");
    }
    const overview = wordsOf(await desk.ask(""));
    expect(overview).toContain("重点目標 6件　報告なし 6　災害対応のため休止 6");
    expect(overview).toMatch(/福祉部\(福祉事務所\)\n.*未更新 2/u);
    desk.now = at("2026-11-28");
    expect((await views()).every((text) => text.includes("未更新"))).toBe(true);
  });

  it("is not 休止 because of a sitting of the assembly", async () => {
    const desk = new Desk(NOON);
    await desk.fill("休止を入れる", { reason: "assembly", to: "2026-12-15" });
    expect(wordsOf(await desk.ask("危機管理部"))).toContain("未更新 6");
  });
});

describe("days of the office's own", () => {
  it("close, open, and go back to the common calendar; digests move with them", async () => {
    const desk = new Desk(NOON);
    await desk.fill("開庁日・閉庁日", { date: "2026-11-30", kind: "closed", reason: "創立記念日" });
    await desk.fill("開庁日・閉庁日", { date: "2026-12-05", kind: "open", reason: "休日窓口" });
    const shown = wordsOf(await desk.ask("設定"));
    expect(shown).toContain("11月30日(月)　閉庁　創立記念日");
    expect(shown).toContain("12月5日(土)　開庁　休日窓口");
    expect(tick(desk, at("2026-11-30"))).toBe(0);
    expect(tick(desk, at("2026-12-01"))).toBe(8);
    await desk.fill("開庁日・閉庁日", { date: "2026-12-05", kind: "usual" });
    expect(listDayOverrides(desk.db, null).map(({ date }) => date)).toEqual(["2026-11-30"]);
    expect(desk.audit().map(({ action, target, after }) => [action, target, after === null])).toEqual([
      ["day.set", "day:2026-11-30", false],
      ["day.set", "day:2026-12-05", false],
      ["day.set", "day:2026-12-05", true],
    ]);
  });

  it.each([
    [{ date: "" }, "date", "日を選んで"],
    [{ date: "2026-11-24" }, "date", "過ぎた日"],
    [{ date: "2026-12-01", kind: "usual" }, "date", "決めたことはありません"],
    [{ date: "2026-12-01", kind: "?" }, "kind", "どれかを選んで"],
    [{ date: "2026-12-01", reason: " " }, "reason", "理由を入れて"],
    [{ date: "2026-12-01", reason: "長".repeat(41) }, "reason", "40字以内"],
  ])("say at the field what is wrong with %j", async (given, field, words) => {
    const desk = new Desk(NOON);
    const errors = errorsOf(await desk.fill("開庁日・閉庁日", { reason: "工事", ...given }));
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toContain(words);
    expect(listDayOverrides(desk.db, null)).toEqual([]);
  });
});

describe("deadlines", () => {
  it("are announced with a name and a date, and closed", async () => {
    const desk = new Desk(NOON);
    expect(wordsOf(await desk.fill("期限を決める", { name: "中間報告", date: "2026-12-11" }))).toContain(
      "中間報告　12月11日(金)まで",
    );
    expect(wordsOf(await desk.fill("期限を決める", { name: "中間報告", date: "2026-12-11" }))).toContain(
      "同じ期限がもう",
    );
    expect(wordsOf(await desk.ask("設定"))).toContain("中間報告　12月11日(金)まで");
    const [deadline] = listDeadlines(desk.db, desk.plan.id);
    expect(deadline?.announcedAt).toBe(NOON);
    await desk.fill("期限を終える", { deadline: String(deadline?.id) });
    expect(listDeadlines(desk.db, desk.plan.id)[0]?.closedAt).toBe(NOON);
    expect(wordsOf(await desk.ask("設定"))).not.toContain("中間報告");
    expect(desk.audit().map(({ action }) => action)).toEqual(["deadline.add", "deadline.close"]);
    expect(wordsOf(await desk.press({ do: "settings-form", form: "deadline-close" }))).toContain(
      "ありません",
    );
    expect(errorsOf(await desk.send("deadline-close", { deadline: String(deadline?.id) }))).toEqual({
      deadline: "期限を選んでください。",
    });
  });

  it.each([
    [{ name: " " }, "name", "名前を入れて"],
    [{ name: "長".repeat(41) }, "name", "40字以内"],
    [{ date: "" }, "date", "期限の日を選んで"],
    [{ date: "2026-11-24" }, "date", "過ぎています"],
    [{ date: "2062-12-11" }, "date", "年を確かめて"],
  ])("say at the field what is wrong with %j", async (given, field, words) => {
    const desk = new Desk(NOON);
    const errors = errorsOf(
      await desk.fill("期限を決める", { name: "中間報告", date: "2026-12-11", ...given }),
    );
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toContain(words);
    expect(listDeadlines(desk.db, desk.plan.id)).toEqual([]);
  });
});
