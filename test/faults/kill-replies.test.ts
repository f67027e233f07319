import { afterEach, describe, expect, it } from "vitest";
import { say } from "../../src/bot/reply.js";
import { SECOND } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { enqueue } from "../../src/store/outbox.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { rest } from "../kit/wait.js";
import { Office } from "./office.js";
import { People } from "./people.js";
import { expectAcknowledgedKept, expectPostedOnce, expectReckoned, settled } from "./reckoning.js";

const KILLS = 15 * rounds;

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

describe(`the program, killed while people write, ${replay}`, () => {
  it(`${KILLS} times, loses and doubles nothing`, { timeout: 300_000 + KILLS * 6000 }, async () => {
    const random = randomFor("kill-replies");
    const here = new Office();
    office = here;
    const { slack, stage } = here;
    await here.open();
    const posts = 2 * KILLS;
    for (let index = 0; index < posts; index += 1) announce(index);

    function announce(index: number): void {
      const now = systemClock();
      const conversation = `C0OTHER${String(index).padStart(4, "0")}`;
      enqueue(
        stage.db,
        {
          dedupe: `announce:${index}`,
          platform: "slack",
          kind: "post",
          conversation,
          destination: { channel: conversation },
          thread: null,
          target: null,
          body: { type: "message", message: { ...say(`お知らせ ${index}`), audience: "channel" } },
          after: null,
          notBefore: now + Math.floor(random() * KILLS * (SECOND / 2)),
          notAfter: null,
        },
        now,
      );
    }

    here.spawn();
    const people = new People(here.driver, await stage.root(), () => here.port, random, 60);
    const talking = people.talk();
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Not in the last third: what may have been sent is looked for only after half a minute.
      const faulty = random() < 0.4 && kill < (KILLS * 2) / 3;
      if (faulty) slack.fail("chat.postMessage", { kind: "reset", stored: true });
      // A third of the kills hits a program that is still starting or working off what the last one left.
      const delay = random() < 0.33 ? 150 + random() * 700 : null;
      if (delay === null) {
        const before = people.acknowledged.size;
        await stage
          .eventually(() => (people.acknowledged.size > before ? true : null), 20_000)
          .catch(() => expect.fail(`nothing was acknowledged any more:\n${here.said}`));
        await rest(random() * 400);
      } else await rest(delay);
      await here.end("SIGKILL");
      expectAcknowledgedKept(stage, people);
      here.spawn();
    }
    people.finish();
    await talking;
    // Slack lets 50 signs a minute be set; what is beyond that is paced.
    await settled(stage, 180_000 + KILLS * 4000);
    const isAnnounced = (): boolean =>
      stage.count("outbox", "dedupe LIKE 'announce:%' AND status <> 'sent'") === 0;
    await stage.eventually(() => (isAnnounced() ? true : null), 90_000);
    expect(await here.end("SIGTERM")).toBe(0);

    expect(people.replies.length).toBeGreaterThan(KILLS);
    expect(people.changed).toBeGreaterThan(0);
    expectReckoned(stage, people);
    expectPostedOnce(slack);
    expect(slack.posts.filter(({ channel }) => channel.startsWith("C0OTHER"))).toHaveLength(posts);
    // A private line cannot be looked for: it may come again for what was on its way at a kill, and only for that. What Slack answered
    // is written down at once, so that most kills meet none.
    const asides = slack.called("chat.postEphemeral").length;
    const due = people.replies.filter(({ kind }) => kind === "uncertain" || kind === "withheld").length;
    expect(asides).toBeGreaterThanOrEqual(due);
    expect(asides).toBeLessThanOrEqual(due + KILLS);
    expect(here.said.match(/"level":(50|60)[^\n]*/g) ?? [], "errors in the log").toEqual([]);
    process.stdout.write(
      `killed ${KILLS} times: ${people.replies.length} replies, ${people.repeated} repeated, ${people.changed} edited or deleted, ${asides - due} private lines twice\n`,
    );
  });
});
