import { beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/bot/reply.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { buttonsOf } from "../kit/conversation.js";
import {
  found,
  Office,
  PEOPLE,
  type PersonName,
  PLACES,
  type PlaceName,
  ROOT,
  words,
} from "../kit/office.js";

let office: Office;

beforeEach(() => {
  office = new Office();
});

interface Act {
  readonly name: string;
  readonly may: (person: PersonName, place: PlaceName) => boolean;
  readonly do: (person: PersonName, place: PlaceName) => Promise<Reply | null>;
  /** Where the refusal is not about who, but about where. */
  readonly elsewhere?: (place: PlaceName) => boolean;
}

const planners: readonly PersonName[] = ["planning", "admin"];
const ofDepartment: readonly PersonName[] = ["staff", "coordinator", "manager", ...planners];
const fromHere = (person: PersonName, place: PlaceName): boolean =>
  place === "own" || ofDepartment.includes(person);

const reportContext = (goal: number | null): string =>
  JSON.stringify({ department: office.department.id, goal, nonce: "n-1" });

const ACTS: readonly Act[] = [
  {
    name: "report by button",
    may: fromHere,
    do: (person, place) =>
      office.press(person, place, { do: "quick", goal: office.goal(1).id, level: 1, nonce: "n" }),
  },
  {
    name: "report by form",
    may: fromHere,
    do: (person, place) =>
      office.form(person, place, "report", reportContext(null), {
        goal: String(office.goal(1).id),
        state: "1",
        text: "協議中",
      }),
  },
  {
    name: "report by command",
    may: fromHere,
    do: (person, place) => office.command(person, place, "報告 危機管理部 1 順調 改定案を照会中"),
  },
  {
    name: "report on a goal that is the owner's",
    may: (person, place) => fromHere(person, place) || person === "owner",
    do: (person, place) =>
      office.press(person, place, { do: "quick", goal: office.goal(2).id, level: 1, nonce: "n" }),
  },
  {
    name: "settle a question",
    // It was "nobody" who wrote the reply: its author may settle it from anywhere, and 庶務担当 for the department.
    may: (person) => planners.includes(person) || person === "nobody" || person === "coordinator",
    do: (person, place) => {
      const id = found(
        office.db.prepare("SELECT id FROM message WHERE status = 'asked'").pluck().get() as
          | number
          | undefined,
      );
      return office.press(person, place, { do: "settle", message: id, doubt: 0, goal: office.goal(3).id });
    },
  },
  {
    name: "bind a channel",
    may: (person, place) => planners.includes(person) && place !== "direct",
    elsewhere: (place) => place === "direct",
    do: (person, place) =>
      office.form(person, place, "bind", "{}", {
        department: String(place === "own" ? office.neighbour.id : office.department.id),
      }),
  },
  {
    name: "give a role",
    may: (person) => planners.includes(person),
    do: (person, place) =>
      office.form(person, place, "role", "{}", {
        person: "U-new",
        role: "coordinator",
        department: String(office.department.id),
      }),
  },
  {
    name: "give the role of 企画課",
    may: (person) => planners.includes(person),
    do: (person, place) => office.form(person, place, "role", "{}", { person: "U-new", role: "planning" }),
  },
  {
    name: "name a goal's owner",
    may: (person) => planners.includes(person) || person === "coordinator",
    do: (person, place) =>
      office.form(person, place, "owner", JSON.stringify({ department: office.department.id }), {
        goals: String(office.goal(1).id),
        person: "U-new",
      }),
  },
];

describe.each(ACTS.map((act) => [act.name, act] as const))("who may %s", (_name, act) => {
  for (const place of PLACES) {
    it.each(PEOPLE)(`${place}: %s`, async (person) => {
      const allowed = act.may(person, place);
      // The question that is to be settled is put before counting.
      if (act.name.startsWith("settle")) office.reply("nobody", "2施設と協議しました", "m-asked");
      const before = { audit: office.count("audit"), people: office.count("person") };
      const reply = await act.do(person, place);
      expect(office.count("audit") - before.audit, words(reply)).toBe(allowed ? 1 : 0);
      expect(findBrokenAudit(office.db)).toBeNull();
      if (allowed) return;
      expect(office.count("person")).toBe(before.people);
      if (act.elsewhere?.(place) !== true || !planners.includes(person))
        expect(words(reply)).toContain("企画課");
    });
  }
});

describe("a refusal", () => {
  it("says who can, by name where there is one", async () => {
    const reply = await office.press("nobody", "other", {
      do: "quick",
      goal: office.goal(1).id,
      level: 1,
      nonce: "n",
    });
    expect(words(reply)).toContain(
      "危機管理部の役割を付けられた方（庶務担当 coordinatorさんなど）、企画課です",
    );
  });

  it("names nobody whose name no platform has told", async () => {
    office.db.prepare("UPDATE person SET name = NULL WHERE platform_id = 'U-coordinator'").run();
    const { id } = office.goal(1);
    const reply = await office.press("nobody", "other", { do: "quick", goal: id, level: 1, nonce: "n" });
    expect(words(reply)).toContain("危機管理部の役割を付けられた方、企画課です");
  });

  it("comes before the form, not after it was filled in", async () => {
    for (const press of [
      { do: "report-form" as const, department: office.department.id },
      { do: "bind-form" as const },
      { do: "role-form" as const },
      { do: "owner-form" as const, department: office.department.id },
    ]) {
      expect((await office.press("nobody", "other", press))?.kind).toBe("message");
      expect((await office.press("planning", "other", press))?.kind).toBe("form");
    }
  });

  it("of one goal in a command leaves the others unwritten", async () => {
    await office.command("owner", "direct", "報告 危機管理部 1,2 順調 案を作成");
    expect(office.count("note")).toBe(0);
    await office.command("owner", "direct", "報告 危機管理部 2 順調 案を作成");
    expect(office.notes(2)).toHaveLength(1);
  });

  it("holds for a reply in the thread of a department that lost the channel", async () => {
    await office.form("planning", "own", "bind", "{}", { department: String(office.neighbour.id) });
    const audit = office.count("audit");
    expect(words(office.reply("nobody", "2 順調 案を作成"))).toContain("記録していません");
    expect(office.count("audit")).toBe(audit);
    expect(words(office.reply("staff", "2 順調 案を作成"))).toBe("");
    expect(office.count("audit")).toBe(audit + 1);
  });
});

describe("what is done twice", () => {
  const twice = async (act: () => Promise<Reply | null>): Promise<string> => {
    await act();
    return words(await act());
  };

  it("by button is written once; another day it counts again", async () => {
    const quick = () =>
      office.press("staff", "own", { do: "quick", goal: office.goal(1).id, level: 1, nonce: "n" });
    expect(await twice(quick)).toContain("すでに記録しています");
    expect(office.notes(1)).toHaveLength(1);
    expect(office.count("audit", "action = 'note.add'")).toBe(1);
    office.later(7);
    await quick();
    expect(office.notes(1)).toHaveLength(2);
  });

  it("by button with something else in between is no second click", async () => {
    for (const level of [1, 3, 1])
      await office.press("staff", "own", { do: "quick", goal: office.goal(1).id, level, nonce: "n" });
    expect(office.notes(1).map(({ state }) => state)).toEqual(["on_track", "slightly_behind", "on_track"]);
  });

  it("by two people is two reports", async () => {
    for (const person of ["staff", "manager"] as const)
      await office.press(person, "own", { do: "quick", goal: office.goal(1).id, level: 1, nonce: "n" });
    expect(office.notes(1)).toHaveLength(2);
  });

  it("by form is written once", async () => {
    const send = () =>
      office.form("staff", "own", "report", reportContext(null), {
        goal: String(office.goal(1).id),
        state: "unchanged",
        text: "協議中",
      });
    expect(await twice(send)).toContain("すでに記録しています");
    expect(office.notes(1)).toHaveLength(1);
  });

  it("with 変更なし for a whole digest is written once, and once more for what was taken back since", async () => {
    const goals = office.count("goal", `department_id = ${office.department.id}`);
    const all = (count?: number) =>
      office.press("staff", "own", { do: "all-unchanged", department: office.department.id, count }, ROOT);
    const asked = await all();
    expect(words(asked)).toContain(`残り${goals}件`);
    expect(office.count("note")).toBe(0);
    expect(await twice(() => all(goals))).toContain("すべて報告済み");
    expect(office.count("note")).toBe(goals);
    office.reply("staff", "取消 3");
    expect(office.notes(3)).toHaveLength(0);
    expect(words(await all(goals)), "another number than was said yes to is asked again").toContain(
      "残り1件",
    );
    expect(office.notes(3)).toHaveLength(0);
    await all(1);
    expect(office.notes(3)).toHaveLength(1);
  });

  it("what touches many goals is read back, and one press takes it back from its author alone", async () => {
    const reply = office.reply("staff", "2 遅れ\n上記以外は変更なし");
    expect(words(reply)).toContain("記録しました。内容をお確かめください");
    expect(words(reply)).toMatch(/遅れ　2（1件）/);
    const undo = found(buttonsOf(reply).find(({ label }) => label === "取り消す")).press;
    const goals = office.count("goal", `department_id = ${office.department.id}`);
    expect(office.count("note", "withdrawn_at IS NULL")).toBe(goals);
    expect(words(await office.press("coordinator", "own", undo))).toContain("報告したご本人と企画課");
    office.reply("staff", "訂正 3 順調 協定書の案");
    expect(words(await office.press("staff", "own", undo))).toContain("書き直された 1件は残しました");
    expect(office.count("note", "withdrawn_at IS NULL")).toBe(1);
    expect(words(await office.press("staff", "own", undo))).toContain("取り消せる報告がありません");
  });

  it("two goals that end at once are read back, three that go on are not", () => {
    expect(words(office.reply("staff", "2 完了\n3 完了"))).toContain("完了　2、3（2件）");
    expect(words(office.reply("staff", "5、6、7 順調"))).not.toContain("お確かめください");
  });

  it("with 変更なし a second week asks what comes next", async () => {
    const quick = () => office.press("staff", "own", { do: "quick", goal: office.goal(1).id, nonce: "n" });
    expect(words(await quick())).not.toContain("いつまでに");
    office.later(7);
    expect(words(await quick())).toContain("何を、いつまでに");
    office.later(7);
    expect(words(await quick())).not.toContain("いつまでに");
  });

  it("in the settings leaves one row for each goal, with what was before", async () => {
    const audit = office.count("audit");
    const owner = () =>
      office.form("coordinator", "own", "owner", JSON.stringify({ department: office.department.id }), {
        goals: `${office.goal(2).id},${office.goal(3).id}`,
        person: "U-new",
      });
    await twice(owner);
    expect(office.count("audit")).toBe(audit + 2);
    const [row] = office.db
      .prepare("SELECT before, after FROM audit ORDER BY id DESC LIMIT 1 OFFSET 1")
      .all();
    expect(row).toMatchObject({ before: JSON.stringify({ people: [office.person("owner")], posts: [] }) });
    const bind = () =>
      office.form("planning", "unbound", "bind", "{}", { department: String(office.department.id) });
    await twice(bind);
    const role = () =>
      office.form("planning", "own", "role", "{}", {
        person: "U-new",
        role: "staff",
        department: String(office.department.id),
      });
    await twice(role);
    // Two goals, a channel, a role.
    expect(office.count("audit")).toBe(audit + 4);
  });
});

describe("a forged value", () => {
  const writesNothing = async (act: () => Promise<Reply | null>): Promise<string> => {
    const before = [
      office.count("note"),
      office.count("audit"),
      office.count("outbox"),
      office.count("thread"),
    ];
    const reply = await act();
    const after = [
      office.count("note"),
      office.count("audit"),
      office.count("outbox"),
      office.count("thread"),
    ];
    expect(after).toEqual(before);
    const text = words(reply);
    expect(text).not.toBe("");
    expect(text).not.toMatch(/undefined|null|NaN|E-[0-9A-F]{6}/);
    return text;
  };

  const asked = (): number => {
    office.reply("staff", "2施設と協議しました", "m-asked");
    return found(office.db.prepare("SELECT id FROM message").pluck().get() as number | undefined);
  };

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["an unknown act", '{"do":"drop"}'],
    ["a negative id", '{"do":"quick","goal":-1,"nonce":"n"}'],
    ["a text for an id", '{"do":"quick","goal":"1","nonce":"n"}'],
    ["a long one", JSON.stringify({ do: "search", words: "あ".repeat(3000) })],
  ])("of %s is told to be out of date", async (_name, value) => {
    expect(await writesNothing(() => office.press("staff", "own", value))).toContain("古くなっています");
  });

  it("with an unknown goal or level of a quick button writes nothing", async () => {
    await writesNothing(() =>
      office.press("staff", "own", { do: "quick", goal: 999_999, level: 1, nonce: "n" }),
    );
    await writesNothing(() =>
      office.press("staff", "own", { do: "quick", goal: office.goal(1).id, level: 49, nonce: "n" }),
    );
  });

  it("with another department's goal is refused, also for 企画課", async () => {
    const message = asked();
    const goal = office.goal(1, office.neighbour).id;
    await writesNothing(() => office.press("staff", "own", { do: "settle", message, doubt: 0, goal }));
    await writesNothing(() => office.press("planning", "own", { do: "settle", message, doubt: 0, goal }));
    await writesNothing(() =>
      office.press("staff", "own", { do: "report-form", department: office.department.id, goal }),
    );
    const values = { goal: String(goal), state: "1" };
    await writesNothing(() => office.form("planning", "own", "report", reportContext(null), values));
    await writesNothing(() =>
      office.form("planning", "own", "owner", JSON.stringify({ department: office.department.id }), {
        goals: String(goal),
        person: "U-new",
      }),
    );
    expect(office.count("message", "status = 'asked'")).toBe(1);
  });

  it("with another message, doubt or level of a question settles nothing", async () => {
    const message = asked();
    const goal = office.goal(1).id;
    await writesNothing(() => office.press("staff", "own", { do: "settle", message: 4711, doubt: 0, goal }));
    await writesNothing(() => office.press("staff", "own", { do: "settle", message, doubt: 7, goal }));
    await writesNothing(() =>
      office.press("staff", "own", { do: "settle", message, doubt: 0, goal, level: 50 }),
    );
    expect(office.count("message", "status = 'asked'")).toBe(1);
    expect(
      await writesNothing(() => office.press("nobody", "own", { do: "settle", message, doubt: 0 })),
    ).toContain("書いたご本人、その部の庶務担当、企画課");
  });

  it("with a message that is no digest, or another department's, takes nothing as unchanged", async () => {
    const press = { do: "all-unchanged" as const, department: office.department.id };
    await writesNothing(() => office.press("staff", "own", press, "1700000000.999999"));
    await writesNothing(() => office.press("staff", "own", press, null));
    await writesNothing(() => office.press("staff", "other", press, ROOT));
    await writesNothing(() =>
      office.press("planning", "own", { ...press, department: office.neighbour.id }, ROOT),
    );
  });

  it.each([
    "",
    "{",
    "{}",
    '{"department":0,"goal":null,"nonce":"n"}',
    '{"department":999999,"goal":null,"nonce":"n"}',
  ])("in the context of a form (%s) is told to be out of date", async (context) => {
    const values = { goal: String(office.goal(1).id), state: "1" };
    expect(await writesNothing(() => office.form("planning", "own", "report", context, values))).toContain(
      "古くなっています",
    );
    await writesNothing(() => office.form("planning", "own", "owner", context, { ...values, person: "U-1" }));
    await writesNothing(() => office.form("planning", "own", "topic", context, values));
  });

  it("in the fields of a form comes back at the field", async () => {
    const send = (values: Record<string, string>) =>
      office.form("staff", "own", "report", reportContext(office.goal(1).id), values);
    const cases: [Record<string, string>, string][] = [
      [{ state: "99" }, "state"],
      [{ state: "<b>" }, "state"],
      [{ state: "1", percent: "101" }, "percent"],
      [{ state: "1", percent: "-1" }, "percent"],
      [{ state: "1", percent: "1e1" }, "percent"],
      [{ state: "1", percent: "半分" }, "percent"],
      [{ state: "1", text: "あ".repeat(1001) }, "text"],
      [{ state: "1", text: "山田様 090-1234-5678 に連絡" }, "text"],
      [{ goal: "abc", state: "1" }, "goal"],
    ];
    for (const [values, field] of cases) {
      const reply = await send(values);
      expect(reply?.kind === "form-errors" ? Object.keys(reply.errors) : reply?.kind).toEqual([field]);
    }
    expect(office.count("note")).toBe(0);
    expect((await send({ state: "1", percent: "６０％", text: "あ".repeat(1000) }))?.kind).toBe("message");
  });

  it("names a form that does not exist", async () => {
    await writesNothing(() => office.form("planning", "own", "drop", "{}", {}));
  });
});

describe("このスレッドを目標に結び付ける", () => {
  const topic = (root: string) => JSON.stringify({ department: office.department.id, root });
  const goal = () => ({ goal: String(office.goal(5).id) });

  it("makes a thread of a goal, once, with a row in the audit", async () => {
    expect((await office.shortcut("staff", "own", "m-topic"))?.kind).toBe("form");
    const audit = office.count("audit");
    await office.form("staff", "own", "topic", topic("m-topic"), goal());
    await office.form("staff", "own", "topic", topic("m-topic"), goal());
    expect(office.count("audit")).toBe(audit + 1);
    expect(words(office.reply("nobody", "やや遅れ 資料の確認中", "m-reply", "m-topic"))).toBe("");
    expect(office.notes(5)).toMatchObject([{ state: "slightly_behind", text: "資料の確認中" }]);
  });

  it("leaves the thread of a digest as it is, by menu and by forged form", async () => {
    expect(words(await office.shortcut("staff", "own", ROOT))).toContain("すでに進捗として記録しています");
    expect(words(await office.shortcut("staff", "own", "m-reply", ROOT))).toContain("すでに");
    await office.form("planning", "own", "topic", topic(ROOT), goal());
    expect(office.count("thread", "kind = 'digest'")).toBe(1);
    expect(office.count("thread_goal")).toBeGreaterThan(10);
  });

  it("is refused where the person may not report, and where no department is known", async () => {
    await office.form("nobody", "unbound", "topic", topic("m-topic"), goal());
    expect(office.count("thread")).toBe(1);
    expect(words(await office.shortcut("nobody", "unbound", "m-topic"))).toContain("企画課");
  });
});
