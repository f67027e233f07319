import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { Entrances } from "../../src/office/entrances.js";
import { createScreens } from "../../src/office/screens.js";
import { all, type Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listIndicators } from "../../src/store/indicators.js";
import { namedLinks } from "../../src/store/named-links.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { Conversation } from "../kit/conversation.js";
import { entered, openOffice, Visit } from "../kit/office-visit.js";
import { contents, importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { R8, R9 } from "../kit/two-years.js";

/** Whatever belongs to the one municipality carries this sign, and whatever belongs to the other one that. */
const SIGNS = { 甲区: "甲", 乙市: "乙" } as const;
type City = keyof typeof SIGNS;
const documentOf = (text: string, city: City): string =>
  text.replaceAll("緑風区", city).replace(/^(## |- )/gmu, `$1${SIGNS[city]}`);

/** What one municipality has that a form or an address may name. */
interface Ids {
  readonly city: City;
  readonly municipality: string;
  readonly plan: number;
  readonly department: number;
  readonly goal: number;
  readonly indicator: number;
  readonly link: number;
  readonly occasion: number;
  readonly instant: number;
  readonly reorganisation: number;
  /** What its 企画課 has on the way in: a document, a filled-in 進捗一覧, a list of 人事異動. */
  readonly document: string;
  readonly sheet: string;
  readonly transfer: string;
}

/** One request; without fields it is only looked at. */
interface Attempt {
  readonly path: string;
  readonly fields?: Record<string, string | Blob>;
  /** Its own 企画課 gets or does nothing with it either: only that nothing comes of it is looked at. */
  readonly harmless?: true;
  /** Only what was sent comes back. */
  readonly saysBack?: true;
}

const get = (path: string): Attempt => ({ path });
const post = (path: string, fields: Record<string, string | Blob>): Attempt => ({ path, fields });
const harmless = (attempt: Attempt): Attempt => ({ ...attempt, harmless: true });
const REASON = "事務の都合";
const file = (text: string, name: string): File => new File([text], name);

/** For every route what 企画課 of another municipality (`b`) may try with what belongs to `a`. */
const ROWS: Readonly<Record<string, (a: Ids, b: Ids) => Attempt[]>> = {
  "GET /office": () => [get("/office")],
  "GET /office/enter": () => [harmless(get("/office/enter?t=AAAA"))],
  "POST /office/enter": () => [harmless(post("/office/enter", { t: "AAAA" }))],
  "POST /office/leave": () => [],
  "POST /office/progress": (a) => [post("/office/progress", { plan: String(a.plan) })],
  "GET /office/standing/:department": (a) => [get(`/office/standing/${a.department}`)],
  "GET /office/import": () => [harmless(get("/office/import"))],
  "POST /office/import": () => [harmless(post("/office/import", {}))],
  "GET /office/errand": () => [harmless(get("/office/errand"))],
  "GET /office/import/:id": (a) => [get(a.document)],
  "GET /office/import/:id/link": (a) => [harmless(get(`${a.document}/link?key=goal%7C`))],
  "POST /office/import/:id": (a) => [
    post(a.document, { do: "template" }),
    harmless(post(a.document, { do: "drop" })),
  ],
  "GET /office/returned": () => [harmless(get("/office/returned"))],
  "POST /office/returned": () => [harmless(post("/office/returned", {}))],
  "GET /office/returned/:id": (a) => [get(a.sheet)],
  "POST /office/returned/:id": (a) => [harmless(post(a.sheet, {}))],
  "GET /office/goals": () => [get("/office/goals")],
  "GET /office/goals/:plan/:department": (a, b) => [
    get(`/office/goals/${a.plan}/${a.department}`),
    harmless(get(`/office/goals/${b.plan}/${a.department}`)),
  ],
  "POST /office/goals/:plan/:department": (a, b) => {
    const reworded = { do: "reword", goal: String(a.goal), text: "別の文", reason: REASON };
    const moved = { do: "move", goal: String(b.goal), place: `${a.department}:`, reason: REASON };
    return [
      post(`/office/goals/${a.plan}/${a.department}`, reworded),
      harmless(post(`/office/goals/${b.plan}/${a.department}`, reworded)),
      harmless(post(`/office/goals/${b.plan}/${b.department}`, reworded)),
      harmless(post(`/office/goals/${b.plan}/${b.department}`, moved)),
    ];
  },
  "GET /office/links": () => [get("/office/links")],
  "GET /office/links/:link": (a) => [get(`/office/links/${a.link}`)],
  "POST /office/links/:link": (a, b) => [
    post(`/office/links/${a.link}`, { choice: "ended" }),
    harmless(post(`/office/links/${b.link}`, { choice: `${SIGNS[a.city]}土木部#` })),
  ],
  "GET /office/people": (a) => [get("/office/people"), get(`/office/people?plan=${a.plan}`)],
  "POST /office/people": (a) => [
    harmless(post("/office/people", { plan: String(a.plan), on: "2027-04-01", post: "係長", to: "佐藤" })),
  ],
  "GET /office/people/:id": (a) => [get(a.transfer)],
  "POST /office/people/:id": (a) => [
    harmless(post(a.transfer, { do: "answer" })),
    harmless(post(a.transfer, {})),
  ],
  "GET /office/reorganisations": () => [get("/office/reorganisations")],
  "GET /office/reorganisations/parts": (a) => [get(`/office/reorganisations/parts?id=${a.reorganisation}`)],
  "POST /office/reorganisations": (a, b) => {
    const path = "/office/reorganisations";
    const written = {
      municipality: a.municipality,
      on: "2027-04-01",
      before: `${SIGNS[a.city]}土木部`,
      after: "建設部",
      reason: REASON,
    };
    const id = String(a.reorganisation);
    return [
      post(path, written),
      post(path, { ...written, do: "decide" }),
      // The name that was sent is said back, as one that nobody has would be.
      { ...harmless(post(path, { ...written, municipality: b.municipality, do: "decide" })), saysBack: true },
      post(path, { do: "charge", id, [`part-${a.goal}`]: `${SIGNS[a.city]}高齢福祉部` }),
      post(path, { do: "withdraw", id }),
    ];
  },
  "GET /office/evaluations": () => [get("/office/evaluations")],
  "POST /office/evaluations": (a) => [
    post("/office/evaluations", {
      plan: String(a.plan),
      do: "words",
      achievement: "◎,上回った\n○,達成",
      direction: "現状維持,継続\n廃止,終了",
    }),
    post("/office/evaluations", { ...OPENING, plan: String(a.plan), name: "年度末評価" }),
  ],
  "POST /office/evaluations/returned": () => [harmless(post("/office/evaluations/returned", {}))],
  "POST /office/evaluations/:occasion": (a) => [post(`/office/evaluations/${a.occasion}`, { do: "close" })],
  "POST /office/evaluations/:occasion/file": (a) => [post(`/office/evaluations/${a.occasion}/file`, {})],
  "GET /office/evaluations/:occasion/:department": (a, b) => [
    get(`/office/evaluations/${a.occasion}/${a.department}`),
    harmless(get(`/office/evaluations/${b.occasion}/${a.department}`)),
    harmless(get(`/office/evaluations/${a.occasion}/${b.department}`)),
  ],
  "POST /office/evaluations/:occasion/:department": (a, b) => {
    const sheet = { goal: String(a.goal), revision: "0", achievement: "", issue: "", direction: "" };
    const said = { ...sheet, result: "別の自治体の成果" };
    return [
      post(`/office/evaluations/${a.occasion}/${a.department}`, said),
      harmless(post(`/office/evaluations/${b.occasion}/${b.department}`, said)),
      harmless(post(`/office/evaluations/${b.occasion}/${a.department}`, said)),
    ];
  },
  "GET /office/indicators": () => [get("/office/indicators")],
  "GET /office/indicators/:plan/:department": (a, b) => [
    get(`/office/indicators/${a.plan}/${a.department}`),
    harmless(get(`/office/indicators/${b.plan}/${a.department}`)),
  ],
  "POST /office/indicators/:plan/:department": (a, b) => {
    const removed = { ...INDICATOR, goal: String(a.goal), indicator: String(a.indicator), do: "remove" };
    return [
      post(`/office/indicators/${a.plan}/${a.department}`, removed),
      harmless(post(`/office/indicators/${b.plan}/${b.department}`, removed)),
      harmless(post(`/office/indicators/${b.plan}/${b.department}`, { ...removed, goal: String(b.goal) })),
      harmless(post(`/office/indicators/${b.plan}/${b.department}`, { ...removed, do: "set" })),
    ];
  },
  "GET /office/levels": () => [get("/office/levels")],
  "POST /office/levels": (a) => [
    post("/office/levels", { plan: String(a.plan), levels: "政策 別のまち\n施策 別の施策" }),
  ],
  "GET /office/papers": () => [get("/office/papers")],
  "GET /office/papers/:plan/difference": (a, b) => [
    get(`/office/papers/${a.plan}/difference?from=${a.instant}&to=now`),
    harmless(get(`/office/papers/${b.plan}/difference?from=${a.instant}&to=now`)),
  ],
  "GET /office/papers/:plan/:instant": (a, b) => [
    get(`/office/papers/${a.plan}/now`),
    get(`/office/papers/${a.plan}/${a.instant}`),
    harmless(get(`/office/papers/${b.plan}/${a.instant}`)),
  ],
  "POST /office/papers": (a, b) => [
    post("/office/papers", { moment: `${a.plan}/now`, output: "docx" }),
    post("/office/papers", { moment: `${a.plan}/${a.instant}`, output: "csv" }),
    harmless(post("/office/papers", { moment: `${b.plan}/${a.instant}`, output: "csv" })),
  ],
  "POST /office/papers/instants": (a, b) => [
    post("/office/papers/instants", { plan: String(a.plan), name: "12月", day: "2026-11-23" }),
    harmless(
      post("/office/papers/instants", {
        do: "remove",
        plan: String(b.plan),
        instant: String(a.instant),
        reason: REASON,
      }),
    ),
    post("/office/papers/instants", {
      do: "remove",
      plan: String(a.plan),
      instant: String(a.instant),
      reason: REASON,
    }),
  ],
};

const OPENING = {
  do: "open",
  asOf: "2026-09-30",
  dueOn: "2026-12-11",
  achievement: "optional",
  result: "required",
  issue: "optional",
  direction: "optional",
};
const INDICATOR = {
  name: "加入率",
  unit: "%",
  direction: "up",
  base: "",
  baseOn: "",
  target: "20",
  targetOn: "",
  source: "",
};

describe("every address of the office page, tried by 企画課 of another municipality", () => {
  const ends: (() => void)[] = [];
  let db: Db;
  const visits = {} as Record<City, Visit>;
  const ids = {} as Record<City, Ids>;

  beforeAll(async () => {
    db = temporaryDatabase((work) => ends.push(work)).db;
    const opened = await openOffice(db, {
      adminUsers: ["U1@甲区", "U2@乙市"],
      atEnd: (work) => ends.push(work),
    });
    for (const city of ["甲区", "乙市"] as const)
      for (const text of [R8, R9])
        importText(db, documentOf(text, city), { now: tokyoInstant("2026-04-02") });
    for (const [city, id] of [
      ["甲区", "U1"],
      ["乙市", "U2"],
    ] as const) {
      visits[city] = await entered(opened, id);
      ids[city] = await filled(db, city, visits[city]);
    }
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  it("has a row for each route of the page, and no other", () => {
    const { bot } = new Conversation(db);
    const app = createScreens({
      bot,
      entrances: new Entrances(() => NOW),
      address: { publicUrl: null, host: "127.0.0.1" },
      fetchDocument: () => Promise.reject(new Error("none")),
    });
    const routes = app.routes.filter(({ method }) => method !== "ALL");
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    expect([...known].sort()).toEqual(Object.keys(ROWS).sort());
  });

  /** What came back of somebody else's: words with their sign, or a file. */
  const got = ({ status, html, headers }: Awaited<ReturnType<Visit["get"]>>, city: City): boolean =>
    html.includes(SIGNS[city]) ||
    (status === 200 && headers.get("content-type")?.startsWith("text/html") !== true);
  const tried = (visit: Visit, { path, fields }: Attempt) =>
    fields === undefined ? visit.get(path) : visit.post(path, fields, "/office");

  it.each(Object.keys(ROWS))("%s shows and changes nothing of the other's", async (route) => {
    for (const [own, other] of [
      ["甲区", "乙市"],
      ["乙市", "甲区"],
    ] as const) {
      for (const attempt of ROWS[route]?.(ids[own], ids[other]) ?? []) {
        const before = contents(db);
        const answer = await tried(visits[other], attempt);
        const where = `${attempt.path} ${JSON.stringify(attempt.fields ?? {})}`;
        expect(answer.status, where).toBeLessThan(500);
        if (attempt.saysBack !== true) expect(got(answer, own), where).toBe(false);
        expect(contents(db), where).toEqual(before);
      }
    }
  });

  it.each(Object.keys(ROWS))(
    "%s is answered to its own 企画課, so that the row tries something",
    async (route) => {
      for (const attempt of ROWS[route]?.(ids.甲区, ids.乙市) ?? []) {
        if (attempt.harmless === true) continue;
        db.exec("BEGIN");
        try {
          const before = contents(db);
          const answer = await tried(visits.甲区, attempt);
          const changed = JSON.stringify(contents(db)) !== JSON.stringify(before);
          const where = `${attempt.path} ${JSON.stringify(attempt.fields ?? {})}`;
          expect(answer.status, where).toBe(200);
          expect(got(answer, "甲区") || changed, where).toBe(true);
          const { do: act = "template" } = attempt.fields ?? {};
          if (act !== "template") expect(changed, where).toBe(true);
        } finally {
          db.exec("ROLLBACK");
        }
      }
    },
  );

  it("says of a department of the other municipality what it says of one that nobody has", async () => {
    const said = async (before: string): Promise<string> => {
      const fields = {
        municipality: ids.乙市.municipality,
        on: "2027-04-01",
        before,
        after: "建設部",
        reason: REASON,
      };
      const { html } = await visits.乙市.post("/office/reorganisations", fields, "/office");
      return html.replaceAll(before, "その部");
    };
    expect(await said("甲土木部")).toBe(await said("ない部"));
  });

  it("knows neither a session nor a form key of the other, nor what a left session had", async () => {
    const thief = new Visit(visits.甲区.origin);
    thief.cookie = visits.乙市.cookie;
    const [, key = ""] =
      /name="form_key" value="([^"]+)"/u.exec((await visits.甲区.get("/office")).html) ?? [];
    const before = contents(db);
    const fields = { form_key: key, plan: String(ids.甲区.plan) };
    expect((await thief.post("/office/progress", fields)).status).toBe(403);
    expect((await new Visit(visits.甲区.origin).post("/office/progress", fields)).status).toBe(401);
    await visits.乙市.post("/office/leave", {}, "/office");
    expect((await thief.get(ids.乙市.document)).status).toBe(401);
    expect(contents(db)).toEqual(before);
  });
});

/** A municipality in the middle of its work, filled by its own 企画課 through the page as far as that goes. */
async function filled(db: Db, city: City, visit: Visit): Promise<Ids> {
  const sign = SIGNS[city];
  const plans = listPlans(db).filter(({ municipality }) => municipality === city);
  const plan = plans.find(({ fiscalYear }) => fiscalYear === 2026);
  const next = plans.find(({ fiscalYear }) => fiscalYear === 2027);
  if (plan === undefined || next === undefined) throw new Error("no plans");
  const department = listDepartments(db, plan.id).find(({ name }) => name.endsWith("福祉部"))?.id ?? 0;
  const goals = listGoals(db, department);
  const goal = goals[0]?.id ?? 0;
  note(db, goal, `${sign}の候補と協議`);
  setOwner(db, goal, ensurePerson(db, "web", `U7${sign}`, `${sign}田`).id);
  const terms = { ...INDICATOR, goal: String(goal), name: `${sign}の加入率`, do: "set" };
  await visit.post(`/office/indicators/${plan.id}/${department}`, terms, "/office");
  await visit.post(
    "/office/levels",
    { plan: String(plan.id), levels: `政策 ${sign}のまち\n施策 ${sign}の施策\n目標 ${sign}福祉部 1` },
    "/office",
  );
  await visit.post(
    "/office/evaluations",
    { ...OPENING, plan: String(plan.id), name: `${sign}評価` },
    "/office",
  );
  await visit.post(
    "/office/papers/instants",
    { plan: String(plan.id), name: `${sign}月`, day: "2026-11-23" },
    "/office",
  );
  const municipality = String(plan.municipalityId);
  const parts = Object.fromEntries(goals.map(({ id }) => [`part-${id}`, `${sign}地域福祉部`]));
  const split = {
    municipality,
    on: "2026-12-01",
    before: `${sign}福祉部`,
    after: `${sign}地域福祉部\n${sign}高齢福祉部`,
    reason: REASON,
  };
  await visit.post("/office/reorganisations", { ...split, ...parts, do: "decide" }, "/office");
  const way = async (path: string, fields: Record<string, string | Blob>): Promise<string> =>
    (await visit.post(path, fields, "/office")).headers.get("location") ?? "";
  const bytes = (await visit.post("/office/progress", { plan: String(plan.id) }, "/office")).bytes;
  const newest = (source: string): number => all<{ id: number }>(db, source).at(-1)?.id ?? 0;
  const made: Ids = {
    city,
    municipality,
    plan: plan.id,
    department,
    goal,
    indicator: listIndicators(db, goal)[0]?.id ?? 0,
    link: namedLinks(db, next.id).find(({ level, to }) => level === "goal" && to !== null)?.id ?? 0,
    occasion: newest("SELECT id FROM occasion ORDER BY id"),
    instant: newest("SELECT id FROM instant ORDER BY id"),
    reorganisation: newest("SELECT id FROM reorganisation ORDER BY id"),
    document: await way("/office/import", { document: file(documentOf(R8, city), "方針.md") }),
    sheet: await way("/office/returned", { sheet: new File([bytes], "進捗一覧.xlsx") }),
    transfer: await way("/office/people", {
      plan: String(plan.id),
      list: file(`異動日,部,職,前任,後任\n2027-04-01,${sign}福祉部,${sign}係長,,${sign}田\n`, "異動.csv"),
    }),
  };
  expect(Object.entries(made).filter(([, id]) => id === 0 || id === "")).toEqual([]);
  return made;
}
