import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { runReorganisations } from "../../src/jobs/reorganising.js";
import { all } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { chargesOf } from "../../src/store/goal-charges.js";
import { listGoals } from "../../src/store/goals.js";
import { listReorganisations } from "../../src/store/reorganisations.js";
import { runPolicyBot } from "../kit/command-line.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { R8 } from "../kit/two-years.js";

const PATH = "/office/reorganisations";
const plain = (html: string): string => html.replace(/<[^>]+>/gu, "").replace(/\s+/gu, " ");

it("企画課 writes a reorganisation, sees what comes of it, decides it, and takes it back before its day", async () => {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, R8, { now: tokyoInstant("2026-04-02") });
  const visit = await entered(await openOffice(db));
  expect((await visit.get("/office")).html).toContain(`href="${PATH}"`);
  const municipality = /name="municipality" value="(\d+)"/u.exec((await visit.get(PATH)).html)?.[1] ?? "";
  const written = {
    municipality,
    on: "2027-04-01",
    before: "福祉部",
    after: "地域福祉部\n高齢福祉部",
    reason: "組織条例の改正",
  };

  const shown = await visit.post(PATH, written, PATH);
  expect(plain(shown.html)).toContain("2027年4月1日(木) 分割: 福祉部 → 地域福祉部、高齢福祉部");
  expect(plain(shown.html)).toContain("目標 4件は 福祉部 の名前と番号のまま残り");
  expect(listReorganisations(db, Number(municipality))).toEqual([]);

  const wrong = await visit.post(PATH, { ...written, after: "福祉部" }, PATH);
  expect([wrong.status, plain(wrong.html).includes("名前が変わっていません")]).toEqual([422, true]);

  const done = await visit.post(PATH, { ...written, do: "decide" }, PATH);
  expect(plain(done.html)).toContain("機構改革を登録しました");
  const [known] = listReorganisations(db, Number(municipality));
  expect(known).toMatchObject({ kind: "split", on: "2027-04-01", reason: "組織条例の改正", doneAt: null });
  expect(plain(done.html)).toContain("予定 2027年4月1日(木) 分割");
  const again = await visit.post(PATH, { ...written, do: "decide" }, PATH);
  expect(plain(again.html)).toContain("すでに登録されています");

  const back = await visit.post(PATH, { do: "withdraw", id: String(known?.id) }, PATH);
  expect(plain(back.html)).toContain("登録を取り消しました");
  expect(listReorganisations(db, Number(municipality))).toEqual([]);
  expect(
    all<{ action: string; actor: string; via: string }>(
      db,
      "SELECT action, actor, via FROM audit WHERE action GLOB 'reorganisation.*' ORDER BY id",
    ),
  ).toEqual(
    ["reorganisation.decide", "reorganisation.withdraw"].map((action) => ({
      action,
      actor: "web:U0",
      via: "office",
    })),
  );
  expect(listDepartments(db, planId).map(({ name }) => name)).toContain("福祉部");
});

it("企画課 of another municipality neither sees nor decides nor takes back any of it", async () => {
  const { db } = temporaryDatabase();
  importText(db, R8, { now: tokyoInstant("2026-04-02") });
  importText(db, R8.replaceAll("緑風区", "青嵐市"), { now: tokyoInstant("2026-04-02") });
  const opened = await openOffice(db, { adminUsers: ["U1@緑風区", "U2@青嵐市"] });
  const own = await entered(opened, "U1");
  const other = await entered(opened, "U2");
  const municipality = /name="municipality" value="(\d+)"/u.exec((await own.get(PATH)).html)?.[1] ?? "";
  const written = {
    municipality,
    on: "2027-04-01",
    before: "土木部",
    after: "建設部",
    reason: "組織条例の改正",
    do: "decide",
  };
  expect(plain((await other.post(PATH, written, PATH)).html)).toContain("自治体を選び直してください");
  await own.post(PATH, written, PATH);
  const [known] = listReorganisations(db, Number(municipality));
  expect((await other.get(PATH)).html).not.toContain("建設部");
  expect(plain((await other.post(PATH, { do: "withdraw", id: String(known?.id) }, PATH)).html)).toContain(
    "登録されていません",
  );
  expect(listReorganisations(db, Number(municipality))).toHaveLength(1);
});

it("a division in mid-year asks which part has which goals, 柱 by 柱 or one by one, and lets it be corrected", async () => {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, R8, { now: tokyoInstant("2026-04-02") });
  importText(db, R8.replaceAll("緑風区", "青嵐市"), { now: tokyoInstant("2026-04-02") });
  const opened = await openOffice(db, { adminUsers: ["U1@緑風区", "U2@青嵐市"] });
  const visit = await entered(opened, "U1");
  const other = await entered(opened, "U2");
  const municipality = /name="municipality" value="(\d+)"/u.exec((await visit.get(PATH)).html)?.[1] ?? "";
  const department = listDepartments(db, planId).find(({ name }) => name === "福祉部")?.id ?? 0;
  const goals = listGoals(db, department);
  const section = goals[0]?.sectionId;
  const written = {
    municipality,
    on: "2026-12-01",
    before: "福祉部",
    after: "地域福祉部\n高齢福祉部",
    reason: "組織条例の改正",
  };
  const shown = await visit.post(PATH, written, PATH);
  expect(plain(shown.html)).toContain("福祉部 施策");
  expect(shown.html.match(/type="radio"/gu)).toHaveLength(2 * goals.length);
  const refused = await visit.post(PATH, { ...written, do: "decide" }, PATH);
  expect([refused.status, plain(refused.html).includes("受け持つ部が決まっていない目標が 4件")]).toEqual([
    422,
    true,
  ]);
  expect(listReorganisations(db, Number(municipality))).toEqual([]);

  const last = goals[3]?.id ?? 0;
  const parts = { [`section-${section}`]: "地域福祉部", [`part-${last}`]: "高齢福祉部" };
  const done = await visit.post(PATH, { ...written, ...parts, do: "decide" }, PATH);
  expect(done.html).toContain("<li>地域福祉部: 1、2、3</li><li>高齢福祉部: 4</li>");
  const [known] = listReorganisations(db, Number(municipality));
  const id = String(known?.id);
  expect((await visit.get(`${PATH}/parts?id=${id}`)).html).toContain(
    `<input type="radio" name="part-${last}" value="高齢福祉部" checked=""/>`,
  );
  const change = { do: "charge", id, [`part-${goals[2]?.id ?? 0}`]: "高齢福祉部" };
  expect((await other.get(`${PATH}/parts?id=${id}`)).html).not.toContain("福祉人材");
  expect(plain((await other.post(PATH, change, PATH)).html)).toContain("登録されていません");
  expect(chargesOf(db, Number(id)).filter(({ part }) => part === "高齢福祉部")).toHaveLength(1);
  expect(plain((await visit.post(PATH, change, PATH)).html)).toContain("1件の受け持ちを記録しました");
  expect((await visit.get(PATH)).html).toContain("<li>地域福祉部: 1、2</li><li>高齢福祉部: 3、4</li>");
  await visit.post(PATH, { do: "withdraw", id }, PATH);
  expect(chargesOf(db, Number(id))).toEqual([]);
});

it("policy-bot reorganise asks the same of a division: by number and 柱, with what is left said", async () => {
  const { db, file } = temporaryDatabase();
  importText(db, R8, { now: tokyoInstant("2026-04-02") });
  const run = (...args: string[]) =>
    runPolicyBot(
      [
        "reorganise",
        ...["--on", "2026-12-01", "--before", "福祉部", "--after", "地域福祉部、高齢福祉部"],
        ...["--reason", "組織条例の改正", ...args],
      ],
      { folder: path.dirname(file), environment: { DATABASE_PATH: file }, clock: () => NOW },
    );
  expect((await run()).out).toContain("未定: 1、2、3、4");
  expect(await run("--yes")).toMatchObject({ code: 1 });
  expect((await run("--part", "地域福祉部=1-2", "--yes")).err).toContain("2件あります（3、4）");
  for (const [wrong, words] of [
    ["土木部=1", "分割後の部"],
    ["地域福祉部=9", "番号でも柱の名前でもありません"],
    ["地域福祉部=企画", "番号でも柱の名前でもありません"],
  ] as const)
    expect((await run("--part", wrong)).err).toContain(words);
  expect((await run("--part", "地域福祉部=1", "--part", "高齢福祉部=1")).err).toContain("二つの部");
  expect((await run("--on", "2027-04-01", "--part", "地域福祉部=1")).err).toContain("年度の途中");
  const done = await run("--part", "地域福祉部=施策", "--part", "高齢福祉部=３〜4", "--yes", "--json");
  expect(JSON.parse(done.out)).toMatchObject({
    applied: true,
    parts: [
      { part: "地域福祉部", goals: [{ number: 1 }, { number: 2 }] },
      { part: "高齢福祉部", goals: [{ department: "福祉部", number: 3 }, { number: 4 }] },
      { part: null, goals: [] },
    ],
  });
  const listed = await runPolicyBot(["reorganise"], {
    folder: path.dirname(file),
    environment: { DATABASE_PATH: file },
    clock: () => NOW,
  });
  expect(listed.out).toContain("高齢福祉部: 3、4");
});

it("policy-bot reorganise shows, decides, lists and takes back the same; where its day has come it holds at once", async () => {
  const { db, file } = temporaryDatabase();
  const { planId } = importText(db, R8, { now: tokyoInstant("2026-04-02") });
  const run = (...args: string[]) =>
    runPolicyBot(["reorganise", ...args], {
      folder: path.dirname(file),
      environment: { DATABASE_PATH: file },
      clock: () => NOW,
    });
  const later = [
    "--on",
    "R9.4.1",
    "--before",
    "環境部、土木部",
    "--after",
    "まちづくり部",
    "--reason",
    "組織条例の改正",
  ];
  const shown = await run(...later);
  expect(shown).toMatchObject({ code: 0, err: "" });
  expect(shown.out).toContain("2027年4月1日(木)　統合: 環境部、土木部 → まちづくり部");
  expect(shown.out).toContain("登録していません");
  expect((await run(...later, "--yes")).out).toContain("登録しました");
  expect((await run()).out).toMatch(/^1　予定　2027年4月1日\(木\)　統合: /u);
  expect(await run("--withdraw", "9")).toMatchObject({ code: 1 });
  expect((await run("--withdraw", "1")).out).toContain("取り消しました");
  expect((await run()).out).toContain("登録されている機構改革はありません");
  expect(await run("--on", "2027-04-01")).toMatchObject({ code: 2 });
  expect((await run("--before", "水道部", "--on", "2027-04-01", "--reason", "廃止")).err).toContain(
    "という部はありません",
  );

  const today = [
    "--on",
    "2026-11-24",
    "--before",
    "土木部",
    "--after",
    "建設部",
    "--reason",
    "組織条例の改正",
  ];
  expect(JSON.parse((await run(...today, "--yes", "--json")).out)).toMatchObject({
    applied: true,
    kind: "rename",
  });
  expect(listDepartments(db, planId).map(({ name }) => name)).toContain("建設部");
  expect(runReorganisations(db, NOW)).toBe(0);
});

it("the next year's document that prints a name of before a 改称, or what was ended, is told of by command and on the page", async () => {
  const { db, file } = temporaryDatabase();
  importText(db, R8, { now: tokyoInstant("2026-04-02") });
  const run = (...args: string[]) =>
    runPolicyBot(args, {
      folder: path.dirname(file),
      environment: { DATABASE_PATH: file },
      clock: () => NOW,
    });
  const reason = ["--on", "2026-11-01", "--reason", "組織条例の改正", "--yes"];
  await run("reorganise", "--before", "福祉部", "--after", "健康福祉部", ...reason);
  await run("reorganise", "--before", "環境部", "--after", "土木部", ...reason);
  const document = path.join(path.dirname(file), "令和9年度.md");
  const text = R8.replaceAll("令和8", "令和9");
  writeFileSync(document, text);
  const renamed =
    "文書には「福祉部」とありますが、2026年11月1日(日)の機構改革で改称した「健康福祉部」のまま取り込みます。";
  const ended =
    "「環境部」は2026年11月1日(日)の機構改革で土木部に統合されていますが、この文書には載っています。このまま取り込むと、令和9年度は「環境部」として続きます。";

  const visit = await entered(await openOffice(db));
  const file9 = new File([text], "令和9年度.md");
  const place =
    (await visit.post("/office/import", { document: file9 }, "/office/import")).headers.get("location") ?? "";
  const page = plain((await visit.get(place)).html);
  for (const words of [renamed, ended]) expect(page).toContain(words);

  const shown = await run("import", document, "--dry-run");
  for (const words of [renamed, ended]) expect(shown.out).toContain(words);
  const told = JSON.parse((await run("import", document, "--yes", "--json")).out) as {
    warnings: { message: string }[];
  };
  for (const words of [renamed, ended])
    expect(told.warnings.some(({ message }) => message.startsWith(words))).toBe(true);
  const exported = await run("export", "--format", "json", "--fiscal-year", "R9");
  expect(
    (JSON.parse(exported.out) as { departments: { name: string }[] }).departments.map(({ name }) => name),
  ).toEqual(["危機管理室", "健康福祉部", "環境部", "土木部"]);
});
