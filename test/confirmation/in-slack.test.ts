import { describe, expect, it } from "vitest";
import { setConfirming } from "../../src/store/confirmations.js";
import { all, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { ensurePerson } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { setClock } from "../kit/clock.js";
import { CHANNEL, command, envelope, PERSON, press, reply, submission } from "../kit/payloads.js";
import { giveRole } from "../kit/people.js";
import { FORM, signed } from "../kit/sign.js";
import { post, slackStage } from "../kit/slack-driver.js";

setClock(8);

const MANAGER = "U0KONOE000";
const PLANNER = "U0KIKAKU00";

type Json = Record<string, unknown>;

/** What Slack says of a field of each kind. */
const typed = (value: string): Json => ({ type: "plain_text_input", value });
const chosen = (value: string): Json => ({ type: "static_select", selected_option: { value } });
const date = (value: string): Json => ({ type: "datepicker", selected_date: value });

/** Every button of a message or view, as Slack was given it. */
function buttonsIn(given: unknown): { readonly text: string; readonly value: string; readonly id: string }[] {
  const value = typeof given === "string" && /^[[{]/u.test(given) ? JSON.parse(given) : given;
  if (Array.isArray(value)) return value.flatMap(buttonsIn);
  if (typeof value !== "object" || value === null) return [];
  const node = value as Json;
  const own =
    node.type === "button" && typeof node.value === "string"
      ? [{ text: (node.text as { text: string }).text, value: node.value, id: String(node.action_id) }]
      : [];
  return [...own, ...Object.values(node).flatMap(buttonsIn)];
}

/** 危機管理部's channel with its manager and 企画課, who do everything by signed requests as Slack's clients send them. */
async function walk() {
  const set = await slackStage({ adminUsers: [PLANNER] });
  const { slack, stage } = set;
  const plan = listPlans(stage.db).find(({ municipality }) => municipality.startsWith("板橋区"));
  const department = listDepartments(stage.db, plan?.id ?? 0).find(({ name }) => name === "危機管理部");
  giveRole(stage.db, ensurePerson(stage.db, "slack", MANAGER, "近衛").id, {
    role: "manager",
    departmentId: department?.id ?? 0,
    post: "危機管理課長",
  });
  setConfirming(stage.db, plan?.municipality ?? "", true);
  await stage.start();
  await stage.root();
  /** What somebody was answered, whichever way it came. */
  const answered = async (send: () => Promise<boolean>): Promise<Json> => {
    const before = slack.responses.length + slack.whispered.length;
    expect(await send()).toBe(true);
    await stage.eventually(() => (slack.responses.length + slack.whispered.length > before ? true : null));
    await stage.settled();
    return slack.responses.at(-1) ?? {};
  };
  const form = (body: Json): string => new URLSearchParams({ payload: JSON.stringify(body) }).toString();
  const who = (id: string): Json => ({ user: { id, username: id, name: id, team_id: "T0CITY" } });
  const pressed = (from: unknown, label: string, user: string): string => {
    const found = buttonsIn(from).find(({ text }) => text === label);
    if (found === undefined) throw new Error(`no ${label} but ${buttonsIn(from).map(({ text }) => text)}`);
    return form(press(found.value, slack.responseUrl, who(user), { action_id: found.id }));
  };
  return {
    ...set,
    // What is ready by then comes with the acknowledgement itself.
    ask: async (text: string, user: string): Promise<Json> => {
      const raw = new URLSearchParams(command(text, slack.responseUrl, { user_id: user })).toString();
      const url = `http://127.0.0.1:${stage.port}/slack/events`;
      const response = await fetch(url, { method: "POST", body: raw, headers: signed(raw, FORM) });
      return (await response.json()) as Json;
    },
    press: (from: unknown, label: string, user: string) =>
      answered(() => post(stage.port, pressed(from, label, user), FORM)),
    /** @returns the view that was opened */
    open: async (from: unknown, label: string, user: string): Promise<Json> => {
      const before = slack.called("views.open").length;
      expect(await post(stage.port, pressed(from, label, user), FORM)).toBe(true);
      await stage.eventually(() => (slack.called("views.open").length > before ? true : null));
      return JSON.parse(slack.called("views.open").at(-1)?.args.view ?? "{}") as Json;
    },
    submit: async (view: Json, values: Json, user: string): Promise<void> => {
      const id = String(view.callback_id).replace(/^form:/u, "");
      const body = submission(id, String(view.private_metadata), values);
      const sent = { ...body, ...who(user) };
      expect(await post(stage.port, form(sent), FORM)).toBe(true);
      await stage.settled();
    },
    verdicts: () =>
      all<{ verdict: string | null }>(
        stage.db,
        `SELECT verdict FROM note LEFT JOIN confirmation ON note_id = note.id AND confirmation.revision = note.revision
         WHERE withdrawn_at IS NULL ORDER BY note.id DESC LIMIT 1`,
      )[0]?.verdict,
  };
}

describe("課長確認 in Slack, over signed requests", () => {
  it("sends a report back with a reason, confirms what was put right, and waits again after an edit", async () => {
    const { slack, stage, ask, press, open, submit, verdicts } = await walk();
    await stage.play([{ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }]);
    const waiting = await ask("確認 危機管理部", MANAGER);
    expect(JSON.stringify(waiting)).toContain("協定書の案を作成");
    const view = await open(waiting, "差戻し", MANAGER);
    await submit(view, { reason: typed("協定の相手先の数を書いてください") }, MANAGER);
    await stage.eventually(() => (verdicts() === "returned" ? true : null));
    // The writer alone is told, and once.
    const told = () =>
      slack.posts.filter(({ text, blocks }) => JSON.stringify([text, blocks]).includes("相手先の数"));
    await stage.eventually(() => (told().length > 0 ? true : null));
    expect(told().map(({ channel }) => channel === CHANNEL)).toEqual([false]);
    await stage.play([{ do: "edit", name: "a", text: "2 順調 3施設と協定書の案を作成", nth: 1 }]);
    expect(verdicts()).toBeNull();
    await press(await ask("確認 危機管理部", MANAGER), "確認", MANAGER);
    expect(verdicts()).toBe("confirmed");
    await stage.play([{ do: "edit", name: "a", text: "2 順調 4施設と協定書の案を作成", nth: 2 }]);
    expect(verdicts()).toBeNull();
    // Nobody without the role confirms by a button that was passed on.
    const again = await ask("確認 危機管理部", MANAGER);
    await press(again, "確認", PERSON);
    expect(verdicts()).toBeNull();
  });

  it("takes an evaluation from its opening by a form to its thread, its 確認 and its end", async () => {
    const { slack, stage, ask, press, open, submit } = await walk();
    const view = await open(await ask("評価", PLANNER), "評価を始める", PLANNER);
    const day = (given: unknown, name: string): string =>
      new RegExp(`"block_id":"field:${name}".*?"initial_date":"([\\d-]+)"`, "u").exec(
        JSON.stringify(given),
      )?.[1] ?? "";
    await submit(
      view,
      {
        name: typed("中間評価"),
        asOf: date(day(view, "asOf")),
        dueOn: date(day(view, "dueOn")),
        achievement: chosen("required"),
        result: chosen("required"),
        issue: chosen("optional"),
        direction: chosen("required"),
      },
      PLANNER,
    );
    const announced = () =>
      slack.posts.find(
        ({ channel, blocks }) =>
          channel === CHANNEL && JSON.stringify(blocks).includes("記入をお願いしたい目標"),
      );
    const root = (await stage.eventually(() => announced()?.ts ?? null)) ?? "";
    await stage.eventually(() => (stage.count("thread", `root = '${root}'`) === 1 ? true : null));
    const ts = stage.driver.idOf("e");
    const said = envelope(
      reply("2 B 協定を2件締結　課題: 周知が不足　今後: 継続", {
        ts,
        thread_ts: root,
        event_ts: ts,
        user: PERSON,
      }),
    );
    expect(await stage.driver.deliver(said, stage.port, false)).toBe(true);
    await stage.settled();
    const sheet = () =>
      one<{ result: string; verdict: string | null }>(
        stage.db,
        `SELECT result, verdict FROM evaluation LEFT JOIN evaluation_confirmation AS decided
         ON evaluation_id = evaluation.id AND decided.revision = evaluation.revision`,
      );
    expect(sheet()).toEqual({ result: "協定を2件締結", verdict: null });
    await press(await ask("評価 危機管理部 2", MANAGER), "確認", MANAGER);
    expect(sheet()?.verdict).toBe("confirmed");
    const asked = await press(await ask("評価", PLANNER), "中間評価を終える", PLANNER);
    expect(JSON.stringify(asked)).toContain("残っています");
    await press(asked, "このまま終える", PLANNER);
    expect(stage.count("occasion", "closed_at IS NOT NULL")).toBe(1);
  });
});
