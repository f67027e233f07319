import { describe, expect, it } from "vitest";
import { askingInTeams } from "../kit/asking-in-teams.js";
import { setClock } from "../kit/clock.js";

setClock();

const people = Array.from({ length: 40 }, (_, index) => `29:asker-${index}`);

describe("many in Teams at once", () => {
  it("forty who ask are each answered once, and forty who reply each get one receipt", async () => {
    const { connector, stage, ask, told } = await askingInTeams();
    const root = await stage.root();
    expect(await Promise.all(people.map((person) => ask(person)))).not.toContain(false);
    await stage.eventually(() => (told().length >= people.length ? true : null));
    expect([...told()].sort()).toEqual([...people].sort());
    // Forty receipts come beside them.
    connector.calls.length = 0;
    const replies = people.map((_, index) =>
      stage.driver.event(
        { do: "reply", name: `r${index}`, text: `${(index % 16) + 1} 順調 その${index}`, by: String(index) },
        root,
      ),
    );
    await Promise.all(replies.map((event) => stage.driver.deliver(event, stage.port, false)));
    await stage.settled();
    expect(new Set(told()).size).toBe(people.length);
    expect(told()).toHaveLength(people.length);
  });
});
