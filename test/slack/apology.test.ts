import { pino } from "pino";
import { afterEach, beforeEach, describe, it } from "vitest";
import { encodePress } from "../../src/bot/query.js";
import type { Reply } from "../../src/bot/reply.js";
import { CHANNEL, command, PERSON, press, shortcut, submission } from "../kit/payloads.js";
import { text } from "../kit/recording-host.js";
import { Bench } from "../kit/slack-bench.js";
import { eventually } from "../kit/wait.js";

/** A bug gives an id in the log, and a short apology that carries it to whoever acted. */

let bench: Bench;
let lines: string[];
beforeEach(async () => {
  lines = [];
  bench = new Bench();
  await bench.http(pino({}, { write: (line: string) => lines.push(line) }));
  await bench.start();
});
afterEach(() => bench.stop());

const logged = (): string => /"id":"(E-[0-9A-F]{6})"/.exec(lines.join(""))?.[1] ?? "none";
const apology = (): string => `申し訳ありません。処理の途中で問題が起きました。記録番号 ${logged()} `;
/** Everything that anybody was told outside of an acknowledgement. */
const told = (): string =>
  JSON.stringify([
    bench.slack.responses,
    bench.slack.called("chat.postEphemeral").map(({ args }) => args.text),
    bench.slack.posts,
  ]);

const BROKEN: readonly [string, () => Promise<Reply | null>][] = [
  ["throws", () => Promise.reject(new Error("a bug"))],
  ["answers with what cannot be shown", async () => ({ ...text(""), blocks: [null] }) as unknown as Reply],
];

describe.each(BROKEN)("a handler that %s", (_name, reply) => {
  beforeEach(() => {
    bench.host.reply = reply;
  });

  it("of a form of a channel is apologised for where the form was opened", async () => {
    const memo = JSON.stringify({ context: "c", channel: CHANNEL, thread: null });
    await bench.interaction(submission("report", memo, { text: "備品を発注" }));
    await eventually(() => told().includes(apology()));
  });

  it("of a form of the home page is apologised for in its modal", async () => {
    const memo = JSON.stringify({ context: "c", channel: PERSON, thread: null });
    const answer = await bench.interaction(submission("report", memo, { text: "備品を発注" }));
    const modal = await answer.text();
    await eventually(() => `${modal}${told()}`.includes(apology()));
  });

  it("of a button, a message's menu and a command is apologised for", async () => {
    for (const act of [
      () => bench.interaction(press(encodePress({ do: "goal", goal: 3 }), bench.slack.responseUrl)),
      () => bench.interaction(shortcut(bench.slack.responseUrl)),
      () => bench.command(command("危機管理部", bench.slack.responseUrl)),
    ]) {
      lines.length = 0;
      bench.slack.responses.length = 0;
      const answer = await (await act()).text();
      await eventually(() => `${answer}${told()}`.includes(apology()));
    }
  });
});
