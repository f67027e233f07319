import { describe, expect, it } from "vitest";
import { FEATURES } from "../../src/bot/features.js";
import type { Reply } from "../../src/bot/reply.js";
import { setConfirming } from "../../src/store/confirmations.js";
import { all, inTransaction, one, run } from "../../src/store/database.js";
import { keepConflict, writeEvaluation } from "../../src/store/evaluation-writing.js";
import { nameDeputy } from "../../src/store/holding.js";
import { setIndicator } from "../../src/store/indicators.js";
import { fixInstant } from "../../src/store/instants.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { organisationOf } from "../../src/store/organisations.js";
import { ensurePerson, grantRole } from "../../src/store/people.js";
import { findPlan } from "../../src/store/plans.js";
import { found, Office, PEOPLE, type PersonName, words } from "../kit/office.js";
import { importText, NOW, report } from "../kit/plan-store.js";
import { sampleText } from "../kit/seeds.js";
import { WARD } from "../kit/ward.js";

/**
 * Role × action, in a place that gives no right of its own: a private conversation. The actions are those of the features' own list;
 * one that is new has no row here, and the first test says so.
 */

type Person = PersonName | "deputy";
const ALL: readonly Person[] = [...PEOPLE, "deputy"];

const PLANNERS: readonly Person[] = ["planning", "admin"];
/** Who answers for 危機管理部 in its channel and elsewhere. */
const REPORTERS: readonly Person[] = ["staff", "coordinator", "manager", ...PLANNERS];
const ARRANGERS: readonly Person[] = ["coordinator", ...PLANNERS];
const CONFIRMERS: readonly Person[] = ["manager", "deputy"];
const NAMERS: readonly Person[] = ["manager", ...PLANNERS];
const EXPORTERS: readonly Person[] = ["coordinator", "manager", "neighbour", ...PLANNERS];

/** What the rows speak of. */
interface World {
  readonly office: Office;
  readonly plan: number;
  readonly department: number;
  readonly goal: number;
  /** Waits for its 確認; by staff. */
  readonly note: number;
  readonly occasion: number;
  readonly evaluation: number;
  readonly conflict: number;
  readonly indicator: number;
  readonly instant: number;
  readonly deputy: number;
  readonly link: number;
  readonly asked: number;
  readonly event: number;
  readonly transfer: number;
}

interface Row {
  /** Everybody where nobody is named: it reads, or touches what is the person's own. */
  readonly may?: readonly Person[];
  /** `form`: opens one. `writes`: changes something. `shows`: says something else than to the others. */
  readonly gives: "form" | "writes" | "shows";
  /** The press without its `do`, or the form's context and values, or what is typed. */
  readonly with?: (world: World) => Readonly<Record<string, unknown>>;
  readonly values?: (world: World) => Readonly<Record<string, string>>;
}

const ASKED = {
  achievement: "required",
  result: "optional",
  issue: "optional",
  direction: "optional",
} as const;
const aboutPlan = ({ plan }: World) => ({ plan });
const aboutDepartment = ({ department }: World) => ({ department });
const aboutNote = ({ note }: World) => ({ note, revision: 1 });
const aboutSheet = ({ evaluation }: World) => ({ evaluation, revision: 1 });

const PRESSES: Readonly<Record<string, Row>> = {
  "standing-page": { gives: "shows", with: aboutDepartment },
  "report-form": { may: REPORTERS, gives: "form", with: aboutDepartment },
  quick: { may: REPORTERS, gives: "writes", with: ({ goal }) => ({ goal, level: 1, nonce: "n" }) },
  "settle-form": {
    may: ["nobody", ...ARRANGERS],
    gives: "form",
    with: ({ asked }) => ({ message: asked, first: 0 }),
  },
  "record-beside": { may: [], gives: "writes", with: () => ({ text: "案を作成", message: "m-none" }) },
  "mend-form": { may: ["staff", ...PLANNERS], gives: "form", with: aboutNote },
  undo: { may: ["staff", ...PLANNERS], gives: "writes", with: ({ note }) => ({ notes: [[note, 1]] }) },
  keep: { gives: "shows", with: () => ({ count: 1 }) },
  settle: {
    may: ["nobody", ...ARRANGERS],
    gives: "writes",
    with: ({ asked, goal }) => ({ message: asked, doubt: 0, goal }),
  },
  awaiting: { may: [...CONFIRMERS, ...PLANNERS], gives: "shows", with: aboutDepartment },
  confirm: { may: CONFIRMERS, gives: "writes", with: aboutNote },
  "confirm-all": { may: CONFIRMERS, gives: "writes", with: ({ note }) => ({ notes: [[note, 1]] }) },
  "return-form": { may: CONFIRMERS, gives: "form", with: aboutNote },
  "deputy-form": { may: NAMERS, gives: "form", with: aboutPlan },
  "deputy-end": { may: NAMERS, gives: "writes", with: ({ deputy }) => ({ deputy }) },
  confirming: { may: PLANNERS, gives: "writes", with: ({ plan }) => ({ plan, on: false }) },
  indicators: { gives: "shows", with: ({ goal }) => ({ goal }) },
  "indicators-of": { gives: "shows", with: ({ department }) => ({ department }) },
  "indicator-form": { may: ARRANGERS, gives: "form", with: ({ goal }) => ({ goal }) },
  "indicator-remove": { may: ARRANGERS, gives: "writes", with: ({ indicator }) => ({ indicator }) },
  evaluations: { gives: "shows", with: aboutPlan },
  "evaluation-department": { gives: "shows", with: ({ occasion, department }) => ({ occasion, department }) },
  "evaluation-sheet": { gives: "shows", with: ({ occasion, goal }) => ({ occasion, goal }) },
  "evaluation-form": { may: REPORTERS, gives: "form", with: ({ occasion, goal }) => ({ occasion, goal }) },
  "evaluation-page": {
    may: [...REPORTERS, "owner", "deputy"],
    gives: "writes",
    with: ({ occasion, department }) => ({ occasion, department }),
  },
  "occasion-form": { may: PLANNERS, gives: "form", with: aboutPlan },
  "occasion-close": {
    may: PLANNERS,
    gives: "writes",
    with: ({ occasion }) => ({ occasion, open: false, sure: true }),
  },
  "evaluation-words-form": { may: PLANNERS, gives: "form", with: aboutPlan },
  // Whoever may write, and a deputy, whose 確認 waits for the choice.
  "evaluation-settle": {
    may: [...REPORTERS, "deputy"],
    gives: "writes",
    with: ({ conflict }) => ({ conflict, take: "mine" }),
  },
  "evaluation-confirm": { may: CONFIRMERS, gives: "writes", with: aboutSheet },
  "evaluation-return-form": { may: CONFIRMERS, gives: "form", with: aboutSheet },
  "instant-fix": { may: PLANNERS, gives: "writes", with: ({ plan }) => ({ plan, name: "11月" }) },
  "instant-remove-form": { may: PLANNERS, gives: "form", with: ({ instant }) => ({ id: instant }) },
  "assembly-form": { gives: "form" },
  "link-confirm": { may: PLANNERS, gives: "shows", with: ({ link }) => ({ links: [link] }) },
  "link-form": { may: PLANNERS, gives: "form", with: ({ link }) => ({ link }) },
  "link-fresh": { may: PLANNERS, gives: "shows", with: aboutPlan },
  "close-year": { may: PLANNERS, gives: "writes", with: ({ plan }) => ({ plan, open: false }) },
  transfers: { may: PLANNERS, gives: "shows" },
  accounts: { gives: "shows" },
  "account-code": { gives: "writes" },
  "account-code-form": { gives: "form" },
  "account-prefer": { gives: "shows" },
  "account-part": { gives: "shows" },
  "account-join-form": { may: PLANNERS, gives: "form" },
  "transfer-form": { may: PLANNERS, gives: "form" },
  "transfer-decide": {
    may: PLANNERS,
    gives: "writes",
    with: ({ department, office }) => ({
      on: "2026-12-01",
      department,
      post: "新しい係長",
      from: null,
      to: office.person("staff"),
    }),
  },
  "transfer-withdraw": { may: PLANNERS, gives: "writes", with: ({ transfer }) => ({ transfer }) },
  "post-form": { may: PLANNERS, gives: "form", with: aboutDepartment },
  settings: { gives: "shows" },
  "settings-form": { may: PLANNERS, gives: "form", with: () => ({ form: "rhythm" }) },
  "bind-form": { may: PLANNERS, gives: "shows" },
  "bind-here": { may: PLANNERS, gives: "shows", with: aboutDepartment },
  "role-form": { may: PLANNERS, gives: "form" },
  "owner-form": { may: ARRANGERS, gives: "form", with: aboutDepartment },
  "coming-week": { may: PLANNERS, gives: "shows", with: aboutPlan },
  "send-now": { may: PLANNERS, gives: "shows", with: aboutDepartment },
  follow: { gives: "writes", with: aboutPlan },
  "all-unchanged": { may: [], gives: "writes", with: aboutDepartment },
  snooze: { gives: "shows", with: ({ goal }) => ({ goals: [goal], until: NOW + 1 }) },
  "retry-event": { may: PLANNERS, gives: "writes", with: ({ event }) => ({ event }) },
};

/**
 * Forms are sent without values: who may, hears of the fields that are missing, or changes something; who may not, is told so before
 * a field is looked at, and nothing is written.
 */
const FORMS: Readonly<Record<string, Pick<Row, "may" | "with" | "values">>> = {
  report: {
    may: REPORTERS,
    with: ({ department, goal }) => ({ department, goal, nonce: "n" }),
  },
  settle: { may: ["nobody", ...ARRANGERS], with: ({ asked }) => ({ message: asked, first: 0 }) },
  mend: { may: ["staff", ...PLANNERS], with: aboutNote, values: () => ({ state: "99" }) },
  topic: {
    may: REPORTERS,
    with: ({ department }) => ({ department, root: "m-1" }),
    values: ({ goal }) => ({ goal: String(goal) }),
  },
  return: { may: CONFIRMERS, with: aboutNote },
  deputy: { may: NAMERS, with: aboutPlan },
  indicator: { may: ARRANGERS, with: ({ goal }) => ({ goal, indicator: null }) },
  occasion: { may: PLANNERS, with: aboutPlan },
  "evaluation-words": { may: PLANNERS, with: aboutPlan },
  evaluation: {
    may: REPORTERS,
    with: ({ occasion, goal }) => ({ occasion, goal, revision: 0 }),
    values: () => ({ achievement: "無い段階" }),
  },
  "evaluation-return": { may: CONFIRMERS, with: aboutSheet },
  "instant-remove": { may: PLANNERS, with: ({ instant }) => ({ id: instant }) },
  assembly: { may: ALL },
  link: { may: PLANNERS, with: ({ link }) => ({ link }) },
  transfer: { may: PLANNERS },
  "account-code": { may: ALL },
  "account-join": { may: PLANNERS },
  post: { may: PLANNERS },
  rhythm: { may: PLANNERS, with: aboutPlan },
  cadence: { may: PLANNERS, with: aboutPlan },
  pause: { may: PLANNERS, with: aboutPlan },
  "pause-end": { may: PLANNERS, with: aboutPlan },
  deadline: { may: PLANNERS, with: aboutPlan },
  "deadline-close": { may: PLANNERS, with: aboutPlan },
  "send-now": { may: PLANNERS, with: aboutPlan },
  outsiders: { may: PLANNERS, with: aboutPlan },
  day: { may: PLANNERS },
  municipality: { may: PLANNERS },
  reminders: { may: ALL },
  absence: { may: ALL },
  "absence-end": { may: ALL },
  bind: { may: PLANNERS },
  role: { may: PLANNERS },
  owner: { may: ARRANGERS, with: aboutDepartment },
};

/** What is typed and does something, or shows what is not for everybody. */
const TYPED: Readonly<Record<string, Pick<Row, "may" | "gives"> & { readonly typed: string }>> = {
  報告: { may: REPORTERS, gives: "writes", typed: "報告 危機管理部 1 順調 改定案を照会中" },
  確認待ち: { gives: "shows", typed: "確認待ち 危機管理部" },
  確認: { may: [...CONFIRMERS, ...PLANNERS], gives: "shows", typed: "確認 危機管理部" },
  指標: { gives: "shows", typed: "指標 危機管理部 1" },
  評価: { gives: "shows", typed: "評価 危機管理部" },
  時点: { may: PLANNERS, gives: "writes", typed: "時点 10月末 2026-10-31" },
  出力: { may: EXPORTERS, gives: "writes", typed: "出力" },
  資料: { may: EXPORTERS, gives: "writes", typed: "資料" },
  管理: { may: PLANNERS, gives: "writes", typed: "管理" },
  取込: { may: PLANNERS, gives: "writes", typed: "取込" },
  系譜: { may: PLANNERS, gives: "shows", typed: "系譜" },
  担当一覧: { gives: "shows", typed: "担当一覧 危機管理部" },
  異動: { may: PLANNERS, gives: "shows", typed: "異動" },
  アカウント: { gives: "shows", typed: "アカウント" },
  設定: { gives: "shows", typed: "設定" },
  私の目標: { gives: "shows", typed: "私の目標" },
};

/** 危機管理部 in the middle of its year, with something of every kind. */
function world(): World {
  const office = new Office();
  const { db, bot } = office;
  Object.assign(bot, { officeLink: () => "https://bot.example.jp/office/enter?t=x" });
  const department = office.department.id;
  const plan = office.department.planId;
  const goal = office.goal(1).id;
  const act = { actor: "slack:U-planning", at: NOW, via: "form" };
  const municipalityId = found(findPlan(db, plan)).municipalityId;
  return inTransaction(db, () => {
    setConfirming(db, found(findPlan(db, plan)).municipality, true);
    const staff = office.person("staff");
    const deputy = nameDeputy(
      db,
      {
        municipalityId,
        organisationId: found(organisationOf(db, department)),
        personId: ensurePerson(db, "slack", "U-deputy", "deputy").id,
        from: "2026-11-01",
        until: "2026-12-31",
      },
      act,
    );
    report(db, goal, { authorId: staff, text: "協議中" });
    const note = found(one<{ id: number }>(db, "SELECT max(id) AS id FROM note")).id;
    const occasion = addOccasion(
      db,
      { planId: plan, name: "中間評価", asOf: "2026-09-30", dueOn: "2026-12-11", asked: ASKED },
      act,
    );
    const content = { achievement: "A 達成した", result: "", issue: "", direction: "" };
    const author = { authorId: staff, messageId: null };
    const write = (about: number) =>
      writeEvaluation(db, found(findOccasion(db, occasion)), about, content, author, act).evaluation;
    // Not the sheet of the conflict: one with two people's words in a field is confirmed by nobody.
    const evaluation = write(office.goal(2).id);
    const conflict = keepConflict(db, write(goal).id, { result: "別の記入" }, staff, act);
    const terms = { name: "加入率", unit: "%", direction: "up", base: null, baseOn: "" } as const;
    const indicator = setIndicator(
      db,
      goal,
      null,
      { ...terms, target: 60, targetOn: "", source: "" },
      "office",
      act,
    );
    const instant = found(fixInstant(db, { planId: plan, name: "9月末", at: NOW }, act)).id;
    importText(db, sampleText("itabashi-r8.md"), { fiscalYear: 2027 });
    // A second municipality: which one is meant is asked only where there are several.
    importText(db, WARD);
    const link = found(one<{ id: number }>(db, "SELECT min(id) AS id FROM link WHERE kind = 'same'")).id;
    office.reply("nobody", "2施設と協議しました", "m-asked");
    const asked = found(one<{ id: number }>(db, "SELECT id FROM message WHERE status = 'asked'")).id;
    const event = run(
      db,
      "INSERT INTO inbox(platform, event_key, kind, payload, received_at, status) VALUES ('slack', 'e', 'message', '{}', ?, 'set_aside')",
      NOW,
    ).id;
    const post = run(
      db,
      "INSERT INTO post(municipality_id, organisation_id, name) VALUES (?, ?, '防災係長')",
      municipalityId,
      found(organisationOf(db, department)),
    ).id;
    const transfer = run(
      db,
      "INSERT INTO transfer(municipality_id, post_id, on_date, to_person, decided_at) VALUES (?, ?, '2027-04-01', ?, ?)",
      municipalityId,
      post,
      staff,
      NOW,
    ).id;
    const kept = {
      evaluation: evaluation.id,
      conflict,
      indicator,
      instant,
      deputy,
      link,
      asked,
      event,
      transfer,
    };
    return { office, plan, department, goal, note, occasion, ...kept };
  });
}

/** Words by which somebody is told that they may not, and who may. */
const REFUSED =
  /(?:できるの|この設定を変えられるの|開けるの|決められるの|見られるの|受け取れるの|使えるの|始めるの|直せるの)は|お申し出ください|企画課です|企画課の(?:方だけ|役割)/u;

/** Does something and takes it back. @returns the answer, and whether rows were changed by it */
async function tried(
  { office }: World,
  act: () => Promise<Reply | null>,
): Promise<{ readonly reply: Reply | null; readonly changed: boolean }> {
  const changes = (): number => found(one<{ n: number }>(office.db, "SELECT total_changes() AS n")).n;
  office.db.exec("SAVEPOINT trial");
  const before = changes();
  try {
    const reply = await act();
    return { reply, changed: changes() !== before };
  } finally {
    office.db.exec("ROLLBACK TO trial; RELEASE trial");
  }
}

interface Trial {
  readonly name: string;
  readonly may: readonly Person[];
  readonly act: (person: PersonName) => Promise<Reply | null>;
  /** Whether the person got what the action gives. */
  readonly got: (reply: Reply | null, changed: boolean) => boolean;
}

/** Holds what each person got against the rows; all that differs is told at once. */
async function compare(made: World, trials: readonly Trial[]): Promise<void> {
  const wrong: string[] = [];
  for (const { name, may, act, got } of trials)
    for (const person of ALL) {
      const { reply, changed } = await tried(made, () => act(person as PersonName));
      const said = reply?.kind === "form" || reply?.kind === "form-errors" ? reply.kind : words(reply);
      const isAllowed = may.includes(person);
      const note = `${name}, ${person}`;
      if (/E-[0-9A-F]{6}|undefined|NaN/u.test(said)) wrong.push(`${note}: failed: ${said}`);
      if (got(reply, changed) !== isAllowed) wrong.push(`${note}: ${isAllowed ? "may" : "may not"}: ${said}`);
      else if (!isAllowed && (changed || reply?.kind === "form"))
        wrong.push(`${note}: changed something: ${said}`);
      else if (!isAllowed && said === "") wrong.push(`${note}: is told nothing`);
    }
  expect(wrong.join("\n")).toBe("");
}

const gotten: Readonly<Record<Row["gives"], (reply: Reply | null, changed: boolean) => boolean>> = {
  form: (reply) => reply?.kind === "form",
  writes: (_, changed) => changed,
  shows: (reply) => reply !== null && reply.kind !== "form" && !REFUSED.test(words(reply)),
};

const nameOf = (spec: {
  readonly schema: { readonly shape: { readonly do: { readonly value: string } } };
}): string => spec.schema.shape.do.value;

describe("the table of roles", () => {
  it("has a row for every button, form and word that the features offer, and no other", () => {
    const of = <T>(list: (feature: (typeof FEATURES)[number]) => readonly T[] | undefined): T[] =>
      FEATURES.flatMap((feature) => list(feature) ?? []);
    expect(Object.keys(PRESSES).sort()).toEqual(of(({ presses }) => presses?.map(nameOf)).sort());
    expect(Object.keys(FORMS).sort()).toEqual(of(({ forms }) => forms?.map(({ id }) => id)).sort());
    const acting = of(({ commands }) =>
      commands?.flatMap((command) => ("run" in command ? [command.word] : [])),
    );
    expect(Object.keys(TYPED).sort()).toEqual(acting.sort());
  });

  it("holds for every button", async () => {
    const made = world();
    const trials = Object.entries(PRESSES).map(([name, row]): Trial => {
      const press = JSON.stringify({ do: name, ...row.with?.(made) });
      const act = (person: PersonName) => made.office.press(person, "direct", press);
      return { name, may: row.may ?? ALL, act, got: gotten[row.gives] };
    });
    await compare(made, trials);
  });

  it("holds for every form", async () => {
    const made = world();
    const trials = Object.entries(FORMS).map(([name, row]): Trial => {
      const context = JSON.stringify(row.with?.(made) ?? {});
      const values = row.values?.(made) ?? {};
      const act = (person: PersonName) => made.office.form(person, "direct", name, context, values);
      const got = (reply: Reply | null, changed: boolean): boolean =>
        changed || reply?.kind === "form-errors" || !REFUSED.test(words(reply));
      return { name, may: row.may ?? ALL, act, got };
    });
    await compare(made, trials);
  });

  it("holds for every word that does something", async () => {
    const made = world();
    const trials = Object.entries(TYPED).map(([name, row]): Trial => {
      const act = (person: PersonName) => made.office.command(person, "direct", row.typed);
      return { name, may: row.may ?? ALL, act, got: gotten[row.gives] };
    });
    await compare(made, trials);
  });
});

/** People of the other municipality, 緑風区: a 庶務担当 and 企画課. */
const STRANGERS = ["far-coordinator", "far-planning"] as const;

/** Only what was reported and set in 板橋区 says this; its plan prints none of it. */
const REPORTED =
  /協議中|2施設と協議|別の記入|加入率|防災係長|(?<![A-Za-z-])(?:staff|coordinator|owner|manager|deputy)(?![A-Za-z])/u;

/** What is kept of 板橋区, row by row: whatever is there before a stranger acts is there after it, and nothing is added to its goals. */
const KEPT = [
  "plan",
  "organisation",
  "department",
  "goal",
  "note",
  "evaluation",
  "occasion",
  "instant",
  "indicator",
  "link",
  "goal_owner",
  "role",
  "binding",
  "post",
  "deputy",
  "transfer",
  "inbox",
  "message",
];

describe("people of another municipality", () => {
  function strangers(made: World): void {
    const { db } = made.office;
    const far = found(one<{ id: number }>(db, "SELECT id FROM municipality WHERE name = '緑風区'")).id;
    const department = found(
      one<{ id: number }>(
        db,
        "SELECT organisation_id AS id FROM department JOIN plan ON plan.id = plan_id WHERE municipality_id = ? ORDER BY ord LIMIT 1",
        far,
      ),
    ).id;
    for (const name of STRANGERS) {
      const person = ensurePerson(db, "slack", `U-${name}`, name).id;
      const isPlanner = name === "far-planning";
      grantRole(db, person, {
        role: isPlanner ? "planning" : "coordinator",
        municipalityId: far,
        organisationId: isPlanner ? null : department,
        post: null,
      });
    }
  }

  /** The rows that are kept, and how many reports the goals of 板橋区 have. */
  function standing({ office: { db } }: World): ReadonlySet<string> {
    const rows = KEPT.flatMap((table) =>
      all(db, `SELECT * FROM ${table}`).map((row) => `${table} ${JSON.stringify(row)}`),
    );
    const reports = one<{ n: number }>(
      db,
      `SELECT count(*) AS n FROM note JOIN goal ON goal.id = goal_id JOIN department ON department.id = department_id
         JOIN plan ON plan.id = plan_id JOIN municipality ON municipality.id = municipality_id WHERE municipality.name = '板橋区'`,
    );
    return new Set([...rows, JSON.stringify(reports)]);
  }

  /** Acts as each stranger, takes it back, and says what of 板橋区 was shown or changed. */
  async function trespasses(
    made: World,
    trials: readonly { readonly name: string; readonly act: (person: PersonName) => Promise<Reply | null> }[],
  ): Promise<string[]> {
    strangers(made);
    const before = standing(made);
    const changes = (): number => found(one<{ n: number }>(made.office.db, "SELECT total_changes() AS n")).n;
    const wrong: string[] = [];
    for (const { name, act } of trials)
      for (const person of STRANGERS) {
        let lost: readonly string[] = [];
        const { reply } = await tried(made, async () => {
          const count = changes();
          const answered = await act(person as PersonName);
          const after = changes() === count ? before : standing(made);
          lost = [...before].filter((row) => !after.has(row));
          return answered;
        });
        // What stands behind the choices of a form, and which is chosen, is no name.
        const said =
          reply?.kind === "form"
            ? JSON.stringify(reply).replace(/"(?:value|initial)":"[^"]*"/gu, "")
            : words(reply);
        const read = said.split("\n").find((line) => REPORTED.test(line));
        if (read !== undefined) wrong.push(`${name}, ${person} reads: ${read}`);
        if (lost.length > 0) wrong.push(`${name}, ${person} changes ${lost[0]}`);
      }
    return wrong;
  }

  it("read nothing that was reported, and change nothing, by any button", async () => {
    const made = world();
    const { office, asked: _asked, ...ids } = made;
    const general = { ...ids, id: made.instant, words: "協議", until: NOW + 1, revision: 1, page: 0 };
    const named = FEATURES.flatMap((feature) => [...(feature.queries ?? []), ...(feature.presses ?? [])]).map(
      nameOf,
    );
    expect(
      await trespasses(
        made,
        named.map((name) => {
          const press = JSON.stringify({ do: name, ...(PRESSES[name]?.with?.(made) ?? general) });
          return { name, act: (person) => office.press(person, "direct", press) };
        }),
      ),
    ).toEqual([]);
  });

  it("nor by any form", async () => {
    const made = world();
    expect(
      await trespasses(
        made,
        Object.entries(FORMS).map(([name, row]) => {
          const context = JSON.stringify(row.with?.(made) ?? {});
          const values = row.values?.(made) ?? {};
          return { name, act: (person) => made.office.form(person, "direct", name, context, values) };
        }),
      ),
    ).toEqual([]);
  });

  it("nor by any word that can be typed, alone, with a department of the other or with what was reported there", async () => {
    const made = world();
    const known = FEATURES.flatMap(({ commands }) => commands?.map(({ word }) => word) ?? []);
    expect(
      await trespasses(
        made,
        known
          .flatMap((word) => [
            word,
            `${word} 総務部`,
            `${word} 総務部 1`,
            `${word} 板橋区 危機管理部`,
            `${word} 板橋区 危機管理部 1`,
            `${word} 協議`,
          ])
          .map((typed) => ({ name: typed, act: (person) => made.office.command(person, "direct", typed) })),
      ),
    ).toEqual([]);
  });
});
