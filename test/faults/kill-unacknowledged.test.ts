import { expect, it, onTestFinished } from "vitest";
import { Office } from "./office.js";
import { settled } from "./reckoning.js";

/** Loaded before the program: a disk on which nothing arrives as long as the program lives. */
const SILENT_DISK = `--import=data:text/javascript,${encodeURIComponent(
  `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
   fs.fdatasync = () => undefined; syncBuiltinESMExports();`,
)}`;

it("a reply that was stored when the program was killed, and not acknowledged, comes again and is one note with one receipt", async () => {
  const here = new Office();
  onTestFinished(() => here.close());
  await here.open();
  const { slack, driver, stage } = here;
  await here.start();
  const root = await stage.root();
  await settled(stage, 60_000);
  expect(await here.end("SIGTERM")).toBe(0);

  await here.start({ node: [SILENT_DISK] });
  const event = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
  const told = driver.deliver(event, here.port, false).catch(() => false);
  await stage.eventually(() => (stage.count("inbox", "1") + stage.notes().length > 0 ? true : null), 20_000);
  await here.end("SIGKILL");
  expect([await told, slack.called("reactions.add")]).toEqual([false, []]);

  await here.start();
  expect(await driver.deliver(event, here.port, true)).toBe(true);
  await settled(stage, 60_000);
  expect([stage.notes().length, slack.called("reactions.add").length]).toEqual([1, 1]);
});
