import { describe, expect, it, onTestFinished } from "vitest";
import { encodePress, type Press } from "../../src/bot/query.js";
import { readConfig } from "../../src/config.js";
import { fiscalYearOf } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { startProgram } from "../../src/program.js";
import { all, one, openDatabase } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { preferMunicipality } from "../../src/store/plans.js";
import { createWebMessageStore } from "../../src/store/web-messages.js";
import { FakeSlack } from "../kit/fake-slack.js";
import { bindChannel } from "../kit/people.js";
import { contents, importText, note, temporaryFolder } from "../kit/plan-store.js";
import { SECRET } from "../kit/sign.js";
import { WARD } from "../kit/ward.js";

/**
 * Two municipalities in one database, and the workspace of one of them with everything that its page can send: whoever knows its word may
 * be anybody there, but of that municipality alone.
 */

const TOKEN = "a-word-for-the-web-page";
const SAID = "岸壁工事の入札が不調";
const OWNER = "岸壁の担当者";
/** What nobody of the other municipality reads: who said it, who is in charge, and what was said where nobody typed it. */
const SECRETS = new RegExp(`${SAID}|${OWNER}|佐藤`, "u");
/** What the running year is called on this machine's day. */
const year = fiscalYearOf(systemClock()) - 2018;
const OWN = WARD.replaceAll(/令和\d+年度/gu, `令和${year}年度`);
const OTHER = OWN.replaceAll("緑風区", "青嵐市").replaceAll("産業経済部", "港湾振興部");
const PEOPLE = ["web:kikaku", "web:shokuin", "web:shomu", "web:guest-0123456789ab"];

/** The program beside a Slack (`trial` false) or alone, with what the other municipality said in a channel of its own workspace before. */
async function workspace(trial: boolean) {
  const slack = new FakeSlack();
  await slack.listen();
  const databasePath = `${temporaryFolder()}/plan.db`;
  const db = openDatabase(databasePath);
  importText(db, OWN, { now: systemClock() });
  const city = importText(db, OTHER, { now: systemClock() }).planId;
  preferMunicipality(db, "緑風区");
  const harbour = listDepartments(db, city).find(({ name }) => name === "港湾振興部")?.id ?? 0;
  const goal = listPlanGoals(db, city).find(({ departmentId }) => departmentId === harbour)?.id ?? 0;
  const channel = `d${harbour}`;
  bindChannel(
    db,
    {
      platform: "web",
      conversation: channel,
      departmentId: harbour,
      destination: { conversation: channel },
      name: "港湾振興部",
      purpose: "department",
    },
    systemClock(),
  );
  note(db, goal, SAID, systemClock());
  setOwner(db, goal, ensurePerson(db, "teams", "T7", OWNER).id);
  const message = createWebMessageStore(db).append({
    conversation: channel,
    thread: null,
    author: "web:shokuin",
    authorName: "職員",
    audience: null,
    body: JSON.stringify({ kind: "text", text: SAID }),
    at: systemClock(),
    key: null,
  }).id;
  const program = await startProgram(
    {
      ...readConfig({}),
      databasePath,
      port: 0,
      logLevel: "silent",
      slack: trial
        ? null
        : { botToken: "xoxb-test", signingSecret: SECRET, appToken: null, apiUrl: slack.apiUrl },
      web: { token: TOKEN },
    },
    { log: createLog("silent"), clock: systemClock },
  );
  onTestFinished(async () => {
    await program.stop();
    db.close();
    await slack.close();
  });
  const origin = `http://127.0.0.1:${program.port}`;
  let cookie = "";
  const call = async (path: string, body?: unknown): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${origin}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json", origin, cookie },
      body: body === undefined ? null : JSON.stringify(body),
    });
    cookie ||= (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    return { status: response.status, text: await response.text() };
  };
  await call("/api/login", { token: TOKEN });
  let gestures = 0;
  /** What a person does on the page. */
  const act = (person: string, path: string, body: Record<string, unknown>) => {
    gestures += 1;
    return call(`/api/${path}`, { person, name: "来訪者", gesture: `gesture-${gestures}`, ...body });
  };
  const ask = (person: string, text: string) =>
    act(person, "post", { conversation: `dm:${person}`, thread: null, text: `/policy ${text}` });
  return { db, city, harbour, goal, channel, message, call, act, ask };
}

/** Everything but what the page itself keeps: its own messages, who was seen there, and that something arrived. */
function standing(db: ReturnType<typeof openDatabase>): string {
  const { web_message, person, inbox, metric, audit, outbox, ...rest } = contents(db);
  return JSON.stringify(rest);
}

describe("the workspace of one municipality beside Slack, with another one in the database", () => {
  it("shows and takes nothing of the other's channels and messages, whoever asks", async () => {
    const { channel, message, call, act, db } = await workspace(false);
    const before = standing(db);
    for (const person of PEOPLE) {
      const state = await call(`/api/state?person=${person}`);
      expect(state.text).not.toContain("港湾振興部");
      expect(state.text).not.toContain(`"${channel}"`);
      const inChannel = { conversation: channel, thread: null };
      const inThread = { conversation: channel, thread: message };
      for (const [what, answer] of Object.entries({
        messages: await call(`/api/messages?conversation=${channel}&person=${person}`),
        thread: await call(`/api/messages?conversation=${channel}&thread=${message}&person=${person}`),
        borrowed: await call(`/api/messages?conversation=kikaku&thread=${message}&person=${person}`),
        post: await act(person, "post", { ...inChannel, text: "1 完了 通りすがり" }),
        reply: await act(person, "post", { ...inThread, text: "1 完了 通りすがり" }),
        command: await act(person, "post", { ...inChannel, text: "/policy" }),
        edit: await act(person, "edit", { message, text: "書き換え" }),
        delete: await act(person, "delete", { message }),
        press: await act(person, "press", { message, value: encodePress({ do: "help" }), inThread: false }),
        form: await act(person, "form", { ...inChannel, form: "report", context: "{}", values: {} }),
        shortcut: await act(person, "shortcut", { message }),
      }))
        expect([person, what, answer.status, SECRETS.test(answer.text)]).toEqual([person, what, 404, false]);
    }
    expect(standing(db)).toBe(before);
  });

  it("answers nothing of the other's reports by words, buttons, forms, search and export, and changes nothing", async () => {
    const { db, city, harbour, goal, act, ask } = await workspace(false);
    await ask("web:kikaku", "使い方");
    const before = standing(db);
    const asked = [
      ...["青嵐市", "青嵐市 港湾振興部", "港湾振興部 1", "進捗 青嵐市", "未更新 青嵐市", "推移 青嵐市"],
      ...[`検索 ${SAID}`, SAID, `青嵐市 ${SAID}`, "出力 青嵐市", "出力 港湾振興部", "担当一覧 青嵐市"],
      ...[
        "履歴 青嵐市 港湾振興部",
        "報告 港湾振興部 1 完了 通りすがり",
        "青嵐市 港湾振興部 R8",
        "資料 青嵐市",
        "答弁 岸壁",
      ],
    ];
    const presses: Press[] = [
      { do: "overview", plan: city },
      { do: "department", department: harbour },
      { do: "goal", goal },
      { do: "history", department: harbour },
      { do: "stale", plan: city },
      { do: "standing", plan: city, department: harbour },
      { do: "trend", plan: city },
      { do: "search", words: SAID, plan: city },
      { do: "export", plan: city, format: "xlsx" } as unknown as Press,
      { do: "coming-week", plan: city } as Press,
      { do: "send-now", department: harbour } as Press,
      { do: "confirming", plan: city, on: true } as Press,
      { do: "owner-form", department: harbour } as Press,
      { do: "report-form", goal } as unknown as Press,
      { do: "quick", goal, state: "done", nonce: "n1" } as unknown as Press,
    ];
    const forms: readonly [string, unknown, Record<string, string>][] = [
      ["report", { goal }, { goal: String(goal), state: "done", text: "通りすがり" }],
      ["owner", { department: harbour }, { person: "web:shokuin", goal: String(goal), goals: String(goal) }],
      ["role", {}, { person: "web:shokuin", act: "grant", role: "coordinator", department: String(harbour) }],
      ["bind", {}, { department: String(harbour) }],
      ["export", { plan: city }, { format: "csv" }],
    ];
    for (const person of PEOPLE) {
      const dm = { conversation: `dm:${person}`, thread: null };
      const answers = [
        ...(await Promise.all(asked.map((text) => ask(person, text)))),
        ...(await Promise.all(
          presses.map((press) =>
            act(person, "press", { message: null, value: JSON.stringify(press), inThread: false }),
          ),
        )),
      ];
      for (const [form, context, values] of forms)
        answers.push(await act(person, "form", { ...dm, form, context: JSON.stringify(context), values }));
      // A search says back what was typed, and nothing else of it.
      const typed = (text: string): string => text.replaceAll(SAID, "");
      expect([person, answers.map(({ text }) => typed(text)).filter((text) => SECRETS.test(text))]).toEqual([
        person,
        [],
      ]);
    }
    expect(standing(db)).toBe(before);
  });

  it("makes its 企画課 one of the municipality that is meant, also after that was changed", async () => {
    const { db, call } = await workspace(false);
    const held = () =>
      all<{ name: string }>(
        db,
        `SELECT municipality.name FROM role JOIN person ON person.id = person_id JOIN municipality ON municipality.id = municipality_id
         WHERE platform_id = 'web:kikaku' AND role = 'planning'`,
      ).map(({ name }) => name);
    const channel = () =>
      one<{ name: string }>(
        db,
        "SELECT municipality.name FROM binding JOIN municipality ON municipality.id = municipality_id WHERE conversation = 'kikaku'",
      )?.name;
    expect([held(), channel()]).toEqual([["緑風区"], "緑風区"]);
    preferMunicipality(db, "青嵐市");
    await call("/api/state?person=web:kikaku");
    expect([held(), channel()]).toEqual([["青嵐市"], "青嵐市"]);
  });
});

it("while it is tried out alone, its 企画課 sees to every municipality that is stored", async () => {
  const { ask } = await workspace(true);
  expect((await ask("web:kikaku", "青嵐市 港湾振興部")).text).toContain(SAID);
  expect((await ask("web:shokuin", "青嵐市 港湾振興部")).text).not.toContain(SAID);
});
