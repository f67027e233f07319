import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/machine-clock.js";
import { Installation, ROOT } from "../kit/installation.js";
import { envelope, reply } from "../kit/payloads.js";
import { rest } from "../kit/wait.js";

/** Lines of docs/threat-model.md that take long to try; test/security/flood.test.ts has the others of their kind. */

const office = new Installation();
beforeAll(() => office.start());
afterAll(() => office.stop());

/** As Slack does it: what a starved machine did not acknowledge in time comes again. */
async function delivered(event: unknown): Promise<void> {
  while ((await office.event(event)).status !== 200) await rest(1000);
}

/** As a person does it. */
const answerTo = (words: string): Promise<string> => office.ask(words).catch(() => office.ask(words));

describe("what is too much, for long", () => {
  it("T16 five hundred replies at once leave nobody without an answer who asks, and none is lost", {
    timeout: 360_000,
  }, async () => {
    const notes = office.count("note");
    const second = Math.floor(systemClock() / 1000);
    const flood = Array.from({ length: 500 }, (_none, at) => {
      const ts = `${second}.${String(at + 1).padStart(6, "0")}`;
      const over = { thread_ts: ROOT, ts, event_ts: ts, client_msg_id: `flood-${at}`, user: `U0FLOOD${at}` };
      return delivered(envelope(reply(`${(at % 5) + 1} 順調 報告その${at}`, over)));
    });
    const answer = await answerTo("危機管理部");
    await Promise.all(flood);
    expect(answer).toContain("地区ごとの防災計画");
    await office.eventually(() => office.count("note") - notes === 500);
  });

  // How the time grows with the length is measured in long-texts.test.ts: the limit finds a reader that comes to no end.
  it("T44 a message made to keep a reader busy keeps nobody waiting", { timeout: 1_200_000 }, async () => {
    const long = [
      "　",
      "、",
      "2 順調 ",
      "遅れ",
      "1",
      "①",
      "（",
      "090-",
      "田中太郎 ",
      "東京都板橋区",
      "取消 ",
      "ア",
      "-",
      "\n",
    ];
    const sent = long.map((unit, at) => {
      const over = {
        thread_ts: ROOT,
        ts: `1795009000.${String(at).padStart(6, "0")}`,
        client_msg_id: `long-${at}`,
      };
      return delivered(envelope(reply(`2 順調 ${unit.repeat(39_000 / unit.length)}x`, over)));
    });
    for (const unit of long) await answerTo(unit.repeat(8000 / unit.length));
    await Promise.all(sent);
    await office.settled();
  });
});
