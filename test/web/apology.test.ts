import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { startWorkspace } from "../kit/web-bench.js";

/** A bug gives an id in the log, and a short apology that carries it to the person at the page. */

const ACTOR = { person: "web:kiki-1", name: "", gesture: "gesture-0001" };
const PLACE = { conversation: "d1", thread: null };

it.each([
  ["form", { ...ACTOR, ...PLACE, form: "report", context: "{}", values: {} }],
  ["post", { ...ACTOR, ...PLACE, text: "/policy 危機管理部" }],
  ["home", ACTOR],
  ["press", { ...ACTOR, message: null, value: "{}", inThread: false }],
])("a handler of /api/%s that throws", async (name, body) => {
  const lines: string[] = [];
  const bench = await startWorkspace(
    () => {
      throw new Error("a bug");
    },
    { log: pino({}, { write: (line: string) => lines.push(line) }) },
  );
  onTestFinished(() => bench.close());
  const answer = await fetch(`${bench.url}/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: bench.url },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(500);
  const { message } = (await answer.json()) as { readonly message: string };
  const [, id = "none"] = /"id":"(E-[0-9A-F]{6})"/.exec(lines.join("")) ?? [];
  expect(message).toContain(`申し訳ありません。処理の途中で問題が起きました。記録番号 ${id} `);
});
