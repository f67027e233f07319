import { describe, expect, it, onTestFinished } from "vitest";
import { FEATURES } from "../../src/bot/features.js";
import type { Config } from "../../src/config.js";
import { DAY, tokyoDate } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { setConfirming } from "../../src/store/confirmations.js";
import { all, inTransaction, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { writeEvaluation } from "../../src/store/evaluation-writing.js";
import { listGoals } from "../../src/store/goals.js";
import { fixInstant } from "../../src/store/instants.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { execute, invoke, mention, message, PERSON, places } from "../kit/activities.js";
import { setClock } from "../kit/clock.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, report } from "../kit/plan-store.js";
import { Stage } from "../kit/stage.js";
import { CONFIG, LINKS } from "../kit/teams-bench.js";
import { TeamsDriver } from "../kit/teams-driver.js";
import { yearDocument } from "../kit/two-years.js";

setClock();

type Json = Record<string, unknown>;

/** Every object in a value, in the order in which they stand. */
function objectsIn(value: unknown): Json[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Json, ...inner];
}
const action = (card: unknown, title: string): Json => {
  const found = objectsIn(card).find((each) => each.title === title && /^Action/.test(String(each.type)));
  if (found === undefined) throw new Error(`no ${title} in ${JSON.stringify(card)}`);
  return found;
};
const dataOf = (pressed: Json): Json => pressed.data as Json;

/** A channel beside that of the department whose digest stands already. */
const OTHER = "19:another@thread.tacv2";

/** The whole program beside a Microsoft on loopback, and 企画課 who speaks to it in a channel. */
async function planningInTeams(over: Partial<Config> = {}, sdk = CONFIG.sdk) {
  const connector = new FakeConnector();
  await connector.listen();
  const driver = new TeamsDriver(connector, sdk);
  const stage = new Stage(driver, { adminUsers: [PERSON], ...over });
  onTestFinished(async () => {
    await stage.close();
    await connector.close();
  });
  await stage.prepare();
  const [plan] = listPlans(stage.db);
  const department = listDepartments(stage.db, plan?.id ?? 0).find(({ name }) => name === "土木部");
  const destination = { ...driver.channel.destination, conversation: OTHER };
  bindChannel(
    stage.db,
    {
      platform: "teams",
      conversation: OTHER,
      destination,
      name: "土木部",
      purpose: "department",
      departmentId: department?.id ?? 0,
    },
    systemClock(),
  );
  await stage.start();
  await stage.root();
  const place = places.channel("1700000000009");
  const say = (activity: Json) => driver.exchange(activity, stage.port);
  /** What the person alone is shown next in the channel, after something was done. */
  const shownAfter = async (work: () => Promise<unknown>): Promise<unknown> => {
    const before = connector.calls.length;
    await work();
    const shown = await stage.eventually(
      () =>
        connector.calls.slice(before).find(({ query }) => query.get("isTargetedActivity") === "true") ?? null,
    );
    return shown.body;
  };
  return {
    connector,
    stage,
    place,
    say,
    shownAfter,
    settings: () => shownAfter(() => say(mention("policy 設定", place))),
    department: String(department?.id),
    /** Whether the digest of the other channel is on its way or there. */
    digests: (): number => stage.count("outbox", `dedupe LIKE 'digest:teams:${OTHER}:%'`),
  };
}

describe.each(LINKS)("今すぐ送る, over %s", (sdk) => {
  it("in authenticated mode goes from the form to the preview to the sending, in one dialog", async () => {
    const { place, say, settings, department, digests } = await planningInTeams({}, sdk);
    const button = dataOf(action(await settings(), "今すぐ送る"));
    const opened = await say(invoke("task/fetch", { data: button }, place));
    expect(opened).toMatchObject({ task: { type: "continue", value: { title: "今すぐ送る" } } });
    const confirm = dataOf(action(opened, "内容を確認する"));
    const preview = await say(
      invoke("task/submit", { data: { ...confirm, "field:department": department } }, place),
    );
    expect(preview).toMatchObject({ task: { type: "continue", value: { title: "送る前の確認　土木部" } } });
    expect(JSON.stringify(preview)).not.toContain("Action.Execute");
    expect(digests()).toBe(0);
    const sent = await say(invoke("task/submit", { data: dataOf(action(preview, "送る")) }, place));
    expect(sent).toEqual({ task: { type: "message", value: "土木部 に送りました。" } });
    expect(digests()).toBe(1);
  });

  it("where there are no dialogs takes the same steps in one card", async () => {
    const open = { ...CONFIG, sdk, appId: "", password: "", tenantId: "", authenticated: false };
    const { place, say, settings, shownAfter, department, digests } = await planningInTeams({ teams: open });
    const press = (button: Json) => say(execute({ verb: button.verb, data: button.data }, place));
    const shown = await settings();
    const form = await shownAfter(() => press(action(shown, "今すぐ送る")));
    const confirm = action(form, "内容を確認する");
    const preview = await press({
      ...confirm,
      data: { ...dataOf(confirm), "field:department": department },
    });
    expect(JSON.stringify(preview)).toContain("送る前の確認");
    expect(digests()).toBe(0);
    const sent = await press(action(preview, "送る"));
    expect(sent).toMatchObject({ type: "application/vnd.microsoft.card.adaptive" });
    expect(JSON.stringify(sent)).toContain("土木部 に送りました。");
    expect(digests()).toBe(1);
  });
});

describe("every form of the settings", () => {
  it("opens as a dialog, and what is sent back is answered in it", async () => {
    const { place, say, settings } = await planningInTeams();
    const buttons = objectsIn(await settings()).filter(({ data }) => "msteams" in ((data ?? {}) as Json));
    expect(buttons.length).toBeGreaterThan(8);
    for (const button of buttons) {
      const opened = await say(invoke("task/fetch", { data: dataOf(button) }, place));
      expect(opened, String(button.title)).toMatchObject({ task: { value: expect.anything() } });
      const [submit] = objectsIn(opened).filter((each) => "f" in ((each.data ?? {}) as Json));
      if (submit === undefined) continue;
      const answered = await say(invoke("task/submit", { data: dataOf(submit) }, place));
      expect(answered, String(button.title)).toMatchObject({
        task: { type: expect.stringMatching(/^(?:continue|message)$/) },
      });
      expect(JSON.stringify(answered), String(button.title)).not.toMatch(/Action\.Execute|E-[0-9A-F]{6}/);
    }
  });
});

/** What the forms beyond the settings need to be there: reports, questions, 評価, a kept instant, a link between two years. */
async function everythingIn(stage: Stage) {
  const { db } = stage;
  const now = systemClock();
  const [plan] = listPlans(db);
  const own = listDepartments(db, plan?.id ?? 0).find(({ name }) => name === "危機管理部");
  if (plan === undefined || own === undefined) throw new Error("no plan");
  const [first, second] = listGoals(db, own.id);
  const me = ensurePerson(db, "teams", PERSON, "山田 花子");
  const act = { actor: `teams:${PERSON}`, at: now, via: "form" };
  for (const role of ["coordinator", "manager"] as const)
    giveRole(db, me.id, { role, departmentId: own.id, post: null });
  setConfirming(db, plan.municipality, true);
  const asked = { achievement: "required", result: "off", issue: "off", direction: "off" } as const;
  const dueOn = tokyoDate(now + 14 * DAY);
  const made = inTransaction(db, () => {
    for (const authorId of [me.id, ensurePerson(db, "teams", "other", "田中").id])
      report(db, first?.id ?? 0, { authorId, saidAt: now });
    const id = addOccasion(
      db,
      { planId: plan.id, name: "年度末評価", asOf: tokyoDate(now), dueOn, asked },
      act,
    );
    const occasion = findOccasion(db, id);
    if (occasion === null) throw new Error("no occasion");
    const content = { achievement: "A 達成した", result: "", issue: "", direction: "" };
    writeEvaluation(db, occasion, first?.id ?? 0, content, { authorId: me.id, messageId: null }, act);
    return { occasion: id, instant: fixInstant(db, { planId: plan.id, name: "上半期", at: now }, act)?.id };
  });
  await stage.play([{ do: "reply", name: "unclear", text: "順調とは言えません" }]);
  const last = (table: string) =>
    one<{ id: number }>(db, `SELECT max(id) AS id FROM ${table} WHERE true`)?.id ?? 0;
  return {
    ...made,
    plan: plan.id,
    department: own.id,
    goal: second?.id ?? 0,
    mine:
      all<{ id: number }>(db, "SELECT id FROM note WHERE author_id = ? ORDER BY id", me.id).at(-1)?.id ?? 0,
    note: last("note"),
    evaluation: last("evaluation"),
    message: one<{ id: number }>(db, "SELECT id FROM message WHERE status = 'asked'")?.id ?? 0,
  };
}

type There = Awaited<ReturnType<typeof everythingIn>>;
/** Every form that no button of the settings opens: what opens it, what is filled in, what the person reads then. */
const BEYOND_SETTINGS: Readonly<
  Record<string, readonly [(there: There) => Json, (there: There) => Record<string, string>, string]>
> = {
  assembly: [() => ({ do: "assembly-form" }), () => ({ topic: "防災" }), "防災"],
  return: [
    ({ note }) => ({ do: "return-form", note, revision: 1 }),
    () => ({ reason: "数を書いてください" }),
    "差し戻しました。報告した方に理由をお知らせします。",
  ],
  deputy: [({ plan }) => ({ do: "deputy-form", plan }), () => ({ department: "" }), "部を選んでください。"],
  occasion: [({ plan }) => ({ do: "occasion-form", plan }), () => ({ name: "中間評価" }), "中間評価（"],
  "evaluation-words": [({ plan }) => ({ do: "evaluation-words-form", plan }), () => ({}), "保存しました"],
  evaluation: [
    ({ occasion, goal }) => ({ do: "evaluation-form", occasion, goal }),
    () => ({ achievement: "A 達成した" }),
    "危機管理部 2 の年度末評価を記録しました。",
  ],
  "evaluation-return": [
    ({ evaluation }) => ({ do: "evaluation-return-form", evaluation, revision: 1 }),
    () => ({ reason: "成果を書いてください" }),
    "差し戻しました。記入した方に理由をお知らせします。",
  ],
  indicator: [
    ({ goal }) => ({ do: "indicator-form", goal }),
    () => ({ name: "協定の数" }),
    "指標「協定の数」を保存しました。",
  ],
  "instant-remove": [
    ({ instant }) => ({ do: "instant-remove-form", id: instant }),
    () => ({ reason: "日付の誤り" }),
    "時点「上半期」を消しました。",
  ],
  transfer: [() => ({ do: "transfer-form" }), () => ({}), "異動日を選んでください。"],
  "account-code": [
    () => ({ do: "account-code-form" }),
    () => ({ code: "123456" }),
    "このコードは使えません。",
  ],
  "account-join": [() => ({ do: "account-join-form" }), () => ({}), "一つ目"],
  post: [
    () => ({ do: "post-form" }),
    ({ department }) => ({ department: String(department), post: "防災係長", role: "staff" }),
    "防災係長",
  ],
  report: [
    ({ department }) => ({ do: "report-form", department }),
    ({ goal }) => ({ goal: String(goal), text: "案を作成" }),
    "進捗を記録しました。",
  ],
  settle: [
    ({ message }) => ({ do: "settle-form", message, first: 0 }),
    ({ goal }) => ({ goals0: String(goal), state0: "on_track" }),
    "次のとおり記録しました。",
  ],
  mend: [
    ({ mine }) => ({ do: "mend-form", note: mine, revision: 1 }),
    () => ({ text: "直しました" }),
    "「直しました」に直しました。",
  ],
};

describe("every form beyond the settings", () => {
  it("opens as a dialog with a token, and what is filled in is answered in it", async () => {
    const { stage, place, say } = await planningInTeams();
    const there = await everythingIn(stage);
    for (const [form, [opener, values, answer]] of Object.entries(BEYOND_SETTINGS)) {
      const opened = await say(invoke("task/fetch", { data: { p: JSON.stringify(opener(there)) } }, place));
      expect(opened, form).toMatchObject({ task: { type: "continue" } });
      const shown = objectsIn(opened);
      const submit = shown.find(({ data }) => (data as Json | undefined)?.f === form);
      const present = shown.flatMap(({ id, value }) =>
        typeof id === "string" && value !== undefined ? [[id, value]] : [],
      );
      const filled = Object.entries(values(there)).map(([name, value]) => [`field:${name}`, value]);
      const data = { ...Object.fromEntries([...present, ...filled]), ...dataOf(submit ?? {}) };
      const answered = JSON.stringify(await say(invoke("task/submit", { data }, place)));
      expect(answered, form).toContain(answer);
      expect(answered, form).not.toMatch(/Action\.Execute|E-[0-9A-F]{6}/);
    }
    // What else there is stands in the settings, or is opened from elsewhere: below.
    const elsewhere = ["topic", "link"];
    const forms = FEATURES.flatMap(({ forms: own = [] }) => own.map(({ id }) => id));
    const settings =
      FEATURES.find(({ forms: own = [] }) => own.some(({ id }) => id === "rhythm"))?.forms ?? [];
    const told = [...Object.keys(BEYOND_SETTINGS), ...settings.map(({ id }) => id), ...elsewhere];
    expect(forms.filter((id) => !told.includes(id))).toEqual([]);
  });
});

describe("the two forms that are opened from elsewhere", () => {
  it("topic: the menu of a message opens it, and what is said in that thread from then on is recorded", async () => {
    const { stage, say } = await planningInTeams();
    const [plan] = listPlans(stage.db);
    const own = listDepartments(stage.db, plan?.id ?? 0).find(({ name }) => name === "危機管理部");
    const [goal] = listGoals(stage.db, own?.id ?? 0);
    const root = "1700000000777";
    const place = places.channel(root);
    const command = { commandId: "makeGoalThread", commandContext: "message" };
    const messagePayload = { id: root, body: { content: "協定の件" } };
    const opened = await say(invoke("composeExtension/fetchTask", { ...command, messagePayload }, place));
    expect(opened).toMatchObject({
      task: { type: "continue", value: { title: "このスレッドを目標に結び付ける" } },
    });
    const submit = dataOf(action(opened, "結び付ける"));
    const send = (data: Json) =>
      say(invoke("composeExtension/submitAction", { ...command, messagePayload, data }, place));
    expect(JSON.stringify(await send(submit))).toContain("重点目標を選んでください。");
    const linked = await send({ ...submit, "field:goal": String(goal?.id) });
    expect(JSON.stringify(linked)).toContain("このスレッドへの返信を、これから");
    expect(stage.count("thread", "kind = 'topic'")).toBe(1);
    const before = stage.notes().length;
    await say(
      message("協定書の案を作成しました", place, { serviceUrl: stage.driver.channel.destination.serviceUrl }),
    );
    await stage.eventually(() => (stage.notes().length === before + 1 ? true : null));
    // What was written before becomes a report by a form alone.
    const form = await send(dataOf(action(linked, "この目標に報告する")));
    const filled = { ...dataOf(action(form, "記録する")), "field:text": "協定の相手が決まりました" };
    await send(filled);
    expect(stage.notes().map(({ text }) => text)).toContain("協定の相手が決まりました");
  });

  it("link: what a goal became in the next year is corrected in a dialog", async () => {
    const { stage, place, say } = await planningInTeams();
    const [plan] = listPlans(stage.db);
    if (plan === undefined) throw new Error("no plan");
    const next = yearDocument(9, { 危機管理部: ["福祉避難所の拡充と地域との連携", "新しい避難計画"] });
    importText(stage.db, next, { municipality: plan.municipality, fiscalYear: 2027, sample: true });
    const [link] = all<{ id: number }>(
      stage.db,
      "SELECT id FROM link WHERE level = 'goal' AND from_id IS NOT NULL ORDER BY id",
    );
    const data = { p: JSON.stringify({ do: "link-form", link: link?.id }) };
    const opened = await say(invoke("task/fetch", { data }, place));
    expect(opened).toMatchObject({ task: { type: "continue", value: { title: "続く先を直す" } } });
    const submit = dataOf(action(opened, "保存する"));
    const send = (to: string) => say(invoke("task/submit", { data: { ...submit, "field:to": to } }, place));
    expect(JSON.stringify(await send(""))).toContain("続く先を選んでください。");
    expect(await send("ended")).toEqual({ task: { type: "message", value: "終了として記録しました。" } });
  });
});

describe("what is typed into the search of the compose box", () => {
  it("writes nothing, whatever it says", async () => {
    const { place, say, stage } = await planningInTeams();
    // What continues the digest is still on its way.
    await stage.eventually(() =>
      stage.count("outbox", "status IN ('pending', 'sending')") === 0 ? true : null,
    );
    const written = () => stage.db.prepare("SELECT total_changes()").pluck().get();
    const everything = stage.everything();
    const before = written();
    for (const words of [
      "報",
      "報告 危機管理部",
      "報告 危機管理部 3 順調",
      "報告 危機管理部 3 順調 案を作成",
    ]) {
      const { composeExtension } = (await say(
        invoke(
          "composeExtension/query",
          { commandId: "findGoals", parameters: [{ name: "words", value: words }] },
          place,
        ),
      )) as { composeExtension: Json };
      if (words.startsWith("報告"))
        expect(composeExtension).toMatchObject({
          type: "message",
          text: expect.stringContaining("探すことだけ"),
        });
    }
    expect(stage.notes()).toEqual([]);
    expect(written()).toBe(before);
    expect(stage.everything()).toBe(everything);
  });
});
