import { describe, expect, it } from "vitest";
import { planDigests, readDigestInputs } from "../../src/jobs/digest.js";
import { newOwner } from "../../src/jobs/ledger.js";
import { runWeekly } from "../../src/jobs/weekly.js";
import { markLost } from "../../src/store/bindings.js";
import { addPause, NO_END } from "../../src/store/calendar-days.js";
import { all, run } from "../../src/store/database.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { snoozeGoals } from "../../src/store/reminding.js";
import { button, buttonsOf } from "../kit/conversation.js";
import { at, Desk, errorsOf, wordsOf } from "../kit/desk.js";
import { bindChannel } from "../kit/people.js";
import { note } from "../kit/plan-store.js";

const rethrow = (error: unknown): never => {
  throw error;
};
const tick = (desk: Desk, now: number): number => {
  desk.now = now;
  return runWeekly(desk.db, now, newOwner(), rethrow);
};
const NAME = "危機管理部";
const preview = async (desk: Desk) =>
  desk.fill("今すぐ送る", { department: String(desk.department(NAME).id) });
const posts = (desk: Desk): string[] =>
  desk.outbox().filter((key) => key.startsWith(`digest:web:c-${NAME}:`));

describe("今すぐ送る", () => {
  it("shows the digest as it would be, sends nothing yet, and sends it at a press, once", async () => {
    const desk = new Desk(at("2026-11-26", "10:00"), { boundAt: at("2026-11-25") });
    const shown = await preview(desk);
    expect(wordsOf(shown)).toContain("報告をお願いしたいもの 残り6件");
    expect(wordsOf(shown)).toContain("地区ごとの防災計画の見直し");
    expect(wordsOf(shown)).toContain(`送り先 ${NAME}`);
    // The digest's own buttons would act on a message that was never posted.
    expect(buttonsOf(shown).map(({ label }) => label)).toEqual(["送る", "設定へ"]);
    expect(posts(desk)).toEqual([]);
    const send = button(shown, "送る");
    expect(wordsOf(await desk.press(send))).toContain(`${NAME} に送りました`);
    expect(wordsOf(await desk.press(send))).toContain("今日はもう 11月26日(木) 10:00 に送りました");
    expect(posts(desk)).toHaveLength(1);
    expect(desk.kicked).toBe(1);
    expect(desk.audit()).toMatchObject([
      { actor: "web:U0", action: "digest.send", after: { channels: [NAME] }, via: "button" },
    ]);
    expect(wordsOf(await preview(desk))).toContain("同じ日に2度は送りません");
  });

  it("posts the same message as the weekly digest, whose thread is remembered", async () => {
    const byHand = new Desk(at("2026-11-26", "10:00"), { boundAt: at("2026-11-25") });
    await byHand.press(button(await preview(byHand), "送る"));
    const [row] = all<{ body: string; after: string }>(byHand.db, "SELECT body, after FROM outbox");
    expect(JSON.parse(row?.after ?? "{}")).toMatchObject({ thread: { kind: "digest" } });
    expect(JSON.parse(row?.body ?? "{}")).toMatchObject({ type: "planned-digest", movedBecause: null });
  });

  it("takes the place of the digest that was still to come on that day", async () => {
    const desk = new Desk(at("2026-11-30", "08:40"), { boundAt: at("2026-11-25") });
    const shown = await preview(desk);
    expect(wordsOf(shown)).toContain("今日 11月30日(月) 9:00 の分を早めて送ります");
    await desk.press(button(shown, "送る"));
    expect(tick(desk, at("2026-11-30", "09:00"))).toBe(7);
    expect(posts(desk)).toHaveLength(1);
    expect(tick(desk, at("2026-12-07", "09:00"))).toBe(8);
    expect(posts(desk)).toHaveLength(2);
  });

  it("asks about goals that nobody has reported on yet, in the first weeks, too", async () => {
    const desk = new Desk(at("2026-11-26", "10:00"), { boundAt: at("2026-11-25") });
    run(desk.db, "UPDATE goal SET tracked_from = ?", at("2026-11-25"));
    const never = wordsOf(await preview(desk));
    expect(never).toContain("まだ報告がないもの");
    await desk.press(button(await preview(desk), "送る"));
    expect(posts(desk)).toHaveLength(1);
    // The weekly digest asks at the rhythm alone.
    expect(planDigests(readDigestInputs(desk.db, desk.now), desk.now)).toEqual([]);
  });

  it("settles a digest that was due and not sent yet", async () => {
    const desk = new Desk(at("2026-12-01", "10:00"), { boundAt: at("2026-11-25") });
    await desk.press(button(await preview(desk), "送る"));
    expect(tick(desk, at("2026-12-01", "10:01"))).toBe(7);
    expect(posts(desk)).toHaveLength(1);
  });

  it("goes to the channels that had none on that day alone", async () => {
    const desk = new Desk(at("2026-11-26", "10:00"), { boundAt: at("2026-11-25") });
    await desk.press(button(await preview(desk), "送る"));
    bindChannel(
      desk.db,
      {
        platform: "slack",
        conversation: "C1",
        name: "危機管理部（Slack）",
        destination: { channel: "C1" },
        purpose: "department",
        departmentId: desk.department(NAME).id,
      },
      desk.now,
    );
    desk.now = at("2026-11-26", "11:00");
    const shown = await preview(desk);
    expect(wordsOf(shown)).toContain("送り先 危機管理部（Slack）");
    expect(wordsOf(await desk.press(button(shown, "送る")))).toBe("危機管理部（Slack） に送りました。");
    expect(posts(desk)).toHaveLength(1);
    expect(desk.outbox().filter((key) => key.startsWith("digest:slack:C1:"))).toHaveLength(1);
  });

  it("is refused on a day on which the weekly digest went out", async () => {
    const desk = new Desk(at("2026-11-30", "09:00"), { boundAt: at("2026-11-25") });
    expect(tick(desk, desk.now)).toBe(8);
    desk.now = at("2026-11-30", "11:00");
    const shown = await preview(desk);
    expect(wordsOf(shown)).toContain("今日はもう 11月30日(月) 9:00 に送りました");
    expect(buttonsOf(shown).map(({ label }) => label)).toEqual(["設定へ"]);
  });

  it.each([
    [
      "2026-11-26",
      "20:00",
      "開庁時間外のため、いまは送れません。次に送れるのは 11月27日(金) 8:30 からです。",
    ],
    ["2026-11-26", "08:29", "次に送れるのは 11月26日(木) 8:30 からです。"],
    [
      "2026-11-23",
      "10:00",
      "勤労感謝の日のため、いまは送れません。次に送れるのは 11月24日(火) 8:30 からです。",
    ],
    ["2026-12-30", "10:00", "年末年始のため、いまは送れません。次に送れるのは 1月4日(月) 8:30 からです。"],
  ])("is refused on %s at %s, with the next opening", async (date, time, words) => {
    const desk = new Desk(at(date, time));
    const shown = await preview(desk);
    expect(wordsOf(shown)).toContain(words);
    expect(wordsOf(shown)).toContain("報告をお願いしたいもの 残り6件");
    const pressed = await desk.press({ do: "send-now", department: desk.department(NAME).id });
    expect(wordsOf(pressed)).toContain(words);
    expect(desk.outbox()).toEqual([]);
  });

  it("is refused in a pause, whether its end is known or not", async () => {
    const desk = new Desk(at("2026-11-26", "10:00"));
    const pause = { planId: desk.plan.id, departmentId: null, reason: "assembly" as const, label: "定例会" };
    addPause(desk.db, { ...pause, from: "2026-11-26", to: "2026-11-27" });
    expect(wordsOf(await preview(desk))).toContain(
      "定例会のため、いまは送れません。次に送れるのは 11月30日(月) 8:30",
    );
    addPause(desk.db, { ...pause, label: "工事", from: "2026-11-26", to: NO_END });
    expect(wordsOf(await preview(desk))).toContain("終わりは決まっていません");
  });

  it("says where there is nothing to ask, and where no channel is left", async () => {
    const desk = new Desk(at("2026-11-26", "10:00"));
    for (const id of desk.goalIds(NAME)) note(desk.db, id, "予定どおり", desk.now - 1000);
    expect(wordsOf(await preview(desk))).toContain("送るものがありません");
    const id = Number(desk.db.prepare("SELECT id FROM binding WHERE name = ?").pluck().get(NAME));
    markLost(desk.db, id, "gone", desk.now);
    expect(wordsOf(await preview(desk))).toContain("結び付いたチャンネルがありません");
    expect(errorsOf(await desk.send("send-now", { department: "4711" }))).toEqual({
      department: "部を選んでください。",
    });
  });
});

describe("the dry run of the coming week", () => {
  const week = async (desk: Desk) => {
    const before = all(desk.db, "SELECT * FROM job_run");
    const text = wordsOf(await desk.press(button(await desk.ask("設定"), "これから1週間の予定")));
    expect(all(desk.db, "SELECT * FROM job_run")).toEqual(before);
    expect(desk.outbox()).toEqual([]);
    return text;
  };

  it("shows what would go where, when, and why it moves, and does nothing", async () => {
    const desk = new Desk(at("2026-11-20", "18:00"));
    desk.bind(null, at("2026-04-06"));
    await desk.fill("期限を決める", { name: "中間報告", date: "2026-11-26" });
    const [goal = 0] = desk.goalIds(NAME);
    const owner = ensurePerson(desk.db, "web", "U7", "佐藤");
    setOwner(desk.db, goal, owner.id);
    snoozeGoals(desk.db, owner.id, [goal], at("2026-11-25"));
    const text = await week(desk);
    expect(text).toContain("いまは開庁時間外のため送りません（11月24日(火) 8:30 から送れます）");
    expect(text).toContain(`11月24日(火) 9:00\t定期まとめ\t${NAME}\t6件`);
    expect(text).toContain("11月24日(火) 9:00\t全体のまとめ\t企画課");
    expect(text).toContain("祝日のため11月24日(火)にお送りしています。");
    // Its day was past when the deadline was announced.
    expect(text).not.toContain("3開庁日前");
    expect(text).toContain(`11月25日(水) 9:00\t期限のお知らせ\t${NAME}、福祉部(福祉事務所)、`);
    expect(text).toContain("、企画課\t中間報告の当日");
    expect(text).toContain("11月25日(水) 9:00\t個人へのお知らせ\t本人だけに\tあとにしたお知らせ　1人");
  });

  it("says that nothing is asked where everything is reported, and who is paused", async () => {
    const desk = new Desk(at("2026-11-27", "10:00"));
    for (const id of desk.goalIds("福祉部(福祉事務所)")) note(desk.db, id, "予定どおり", desk.now - 1000);
    const departmentId = desk.department(NAME).id;
    addPause(desk.db, {
      planId: desk.plan.id,
      departmentId,
      reason: "disaster",
      label: "台風第15号",
      from: "2026-11-26",
      to: NO_END,
    });
    const text = await week(desk);
    expect(text).toContain("福祉部(福祉事務所)\tお願いする目標がなければ送りません");
    expect(text).toContain(`${NAME}は台風第15号のため送りません（終わりは決まっていません）`);
    expect(text).not.toContain(`定期まとめ\t${NAME}`);
  });

  it("shows each digest once at its very minute, and none that was sent by hand before", async () => {
    const desk = new Desk(at("2026-11-30", "09:00"), { boundAt: at("2026-11-25") });
    const lines = (text: string): string[] =>
      text.split("\n").filter((line) => line.includes(`定期まとめ\t${NAME}`));
    expect(lines(await week(desk))).toEqual([`11月30日(月) 9:00\t定期まとめ\t${NAME}\t6件`]);
    const early = new Desk(at("2026-11-30", "08:40"), { boundAt: at("2026-11-25") });
    await early.press(button(await preview(early), "送る"));
    expect(lines(wordsOf(await early.press({ do: "coming-week", plan: early.plan.id })))).toEqual([]);
  });

  it("leaves out a reminder whose words would not be true any more after a pause", async () => {
    const desk = new Desk(at("2026-11-20", "18:00"));
    await desk.fill("期限を決める", { name: "中間報告", date: "2026-11-26" });
    const pause = { planId: desk.plan.id, departmentId: null, reason: "other" as const, label: "工事" };
    addPause(desk.db, { ...pause, from: "2026-11-25", to: "2026-11-25" });
    const text = await week(desk);
    expect(text).not.toContain("中間報告の前日");
    expect(text).toContain("中間報告の当日");
  });

  it("agrees with what the jobs then do", async () => {
    const desk = new Desk(at("2026-11-20", "18:00"));
    const text = await week(desk);
    const told = text.split("\n").filter((line) => line.includes("\t定期まとめ\t"));
    const sent: string[] = [];
    for (let now = desk.now; now < at("2026-11-27", "18:00"); now += 30 * 60_000) {
      const before = desk.outbox().length;
      tick(desk, now);
      for (const key of desk.outbox().slice(before)) {
        const name = /^digest:web:c-(.*?):2026/u.exec(key)?.[1];
        if (name !== undefined) sent.push(`${now}:${name}`);
      }
    }
    expect(sent).toHaveLength(told.length);
    expect(new Set(sent.map((key) => key.split(":")[0]))).toEqual(new Set([String(at("2026-11-24"))]));
  });
});
