import { expect, it, onTestFinished } from "vitest";
import { createLog } from "../../src/log.js";
import { envelope, reply } from "../kit/payloads.js";
import { Bench } from "../kit/slack-bench.js";
import { eventually } from "../kit/wait.js";

it("does not say of what was stored too late for Slack that it could not be stored", async () => {
  const lines: string[] = [];
  const bench = new Bench();
  onTestFinished(() => bench.stop());
  await bench.http(createLog("warn", { write: (line: string) => lines.push(line) }));
  await bench.start();
  let store = (): void => undefined;
  bench.host.acceptTogether = (incoming) =>
    new Promise((resolve) => {
      store = () => {
        bench.host.accept(incoming);
        resolve();
      };
    });
  expect((await bench.event(envelope(reply("2 順調")))).status).toBe(404);
  store();
  await eventually(() => bench.host.accepted.length === 1);
  // What is under way has ended by then.
  await bench.platform.stop();
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    "slack: a request was not answered within three seconds",
  ]);
});
