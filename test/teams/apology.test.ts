import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Form, Reply } from "../../src/bot/reply.js";
import type { TeamsConfig } from "../../src/config.js";
import { systemClock } from "../../src/machine-clock.js";
import { execute, invoke, mention, places } from "../kit/activities.js";
import { text } from "../kit/recording-host.js";
import { Bench, CONFIG, LINKS } from "../kit/teams-bench.js";
import { eventually } from "../kit/wait.js";

/** A bug gives an id in the log, and a short apology that carries it to whoever waits: never a dialog that closes without a word. */

const place = places.channel("17");
const opener = '{"do":"report-form","department":2}';
const filled = { f: "report", c: "{}", o: opener, "field:percent": 60 };
const topic = { commandId: "makeGoalThread", commandContext: "message" };
const payload = { messagePayload: { id: "19", replyToId: "17", body: { content: "協定の件" } } };

const WAITED_FOR: readonly [string, Record<string, unknown>][] = [
  ["task/fetch", invoke("task/fetch", { data: { p: opener } }, place)],
  ["task/submit", invoke("task/submit", { data: filled }, place)],
  ["a button of a dialog", invoke("task/submit", { data: { p: opener } }, place)],
  ["fetchTask", invoke("composeExtension/fetchTask", { ...topic, ...payload }, place)],
  ["submitAction", invoke("composeExtension/submitAction", { ...topic, ...payload, data: filled }, place)],
  ["a form in a card", execute({ verb: "form", data: { ...filled, own: true } }, place)],
];

/** More than any card carries. */
const TOO_LARGE: Form = {
  kind: "form",
  id: "report",
  title: "進捗の報告",
  submit: "記録する",
  context: "{}",
  intro: [{ text: "長い説明です。".repeat(9000) }],
  fields: [],
};

async function started(sdk: TeamsConfig["sdk"]) {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  const bench = new Bench();
  onTestFinished(() => bench.stop());
  await bench.start({ ...CONFIG, sdk }, systemClock, systemClock, { log });
  const logged = (): string[] => lines.flatMap((line) => /"id":"(E-[0-9A-F]{6})"/.exec(line)?.[1] ?? []);
  return { bench, logged };
}

describe.each(LINKS)("over %s", (sdk) => {
  it.each(WAITED_FOR)(
    "%s whose handler throws is answered with the id of the log",
    async (_name, activity) => {
      const { bench, logged } = await started(sdk);
      bench.host.reply = async () => {
        throw new Error("a bug");
      };
      const { status, body } = await bench.send(activity);
      expect(status).toBe(200);
      const [id = "none"] = logged();
      expect(JSON.stringify(body)).toContain(
        `申し訳ありません。処理の途中で問題が起きました。記録番号 ${id} `,
      );
      if (String(activity.name).startsWith("task/")) expect(body.task.type).toBe("message");
    },
  );

  it.each(WAITED_FOR)(
    "%s whose answer fits into no card is answered with it too",
    async (_name, activity) => {
      const { bench, logged } = await started(sdk);
      bench.host.reply = async () => TOO_LARGE;
      const { status, body } = await bench.send(activity);
      expect(status).toBe(200);
      const [id = "none"] = logged();
      expect(JSON.stringify(body)).toContain(`記録番号 ${id} `);
    },
  );

  it("a dialog that has nothing to say says that it took what was done", async () => {
    const { bench } = await started(sdk);
    const { body } = await bench.send(invoke("task/submit", { data: filled }, place));
    expect(body).toEqual({ task: { type: "message", value: "受け付けました。" } });
  });

  it("a search that breaks says so in its place", async () => {
    const { bench, logged } = await started(sdk);
    bench.host.found = () => {
      throw new Error("a bug");
    };
    const parameters = [{ name: "words", value: "避難所" }];
    const value = { commandId: "findGoals", parameters, queryOptions: { skip: 0, count: 25 } };
    const { body } = await bench.send(invoke("composeExtension/query", value, place));
    expect(body.composeExtension.text).toContain(logged()[0] ?? "none");
  });

  it.each<[string, Reply]>([
    ["a form", TOO_LARGE],
    ["an answer", { ...text(""), blocks: [null] } as unknown as Reply],
  ])("%s that cannot be shown after a message is apologised for", async (_name, reply) => {
    const { bench, logged } = await started(sdk);
    bench.host.reply = async () => reply;
    await bench.send(mention("policy 設定", place));
    const said = () => bench.connector.calls.map(({ body }) => JSON.stringify(body)).join("\n");
    await eventually(() => said().includes(`記録番号 ${logged()[0] ?? "none"} `));
  });
});
