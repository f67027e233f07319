import { holderName, ROLE_NAMES, type WhoHolds, whoHolds } from "../bot/features/people/who-holds.js";
import { fiscalYearLabel, tokyoDate } from "../domain/time.js";
import { csvText } from "../export/progress-table.js";
import { listDepartments } from "../store/departments.js";
import { choosePlan, readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";
import { writeOut } from "./write-out.js";

const OPTIONS = {
  department: { type: "string" },
  format: { type: "string" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
  out: { type: "string" },
} as const;

/** `policy-bot people`: 担当一覧, for reading, or as JSON or CSV. */
export async function runPeople(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const format = values.format ?? "text";
  if (format !== "text" && format !== "json" && format !== "csv")
    throw new UsageError("--format には json か csv を指定してください。");
  const year = readYear(values["fiscal-year"]);
  return withDatabase(io, (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    const name = values.department?.trim() ?? null;
    const departments = listDepartments(db, plan.id);
    const department = departments.find((each) => each.name === name) ?? null;
    if (name !== null && department === null)
      throw new CliError(
        `「${name}」という部はありません。あるのは ${departments.map((each) => each.name).join("、")} です。`,
      );
    const list = whoHolds(db, plan, tokyoDate(io.clock()), department?.id ?? null);
    const content =
      format === "json"
        ? `${JSON.stringify(asJson(list), null, 2)}\n`
        : format === "csv"
          ? asCsv(list)
          : asText(list);
    if (values.out === undefined) io.out(content.replace(/\r?\n$/u, ""));
    else {
      writeOut(io, values.out, content);
      io.err(
        `${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)} の担当一覧を ${values.out} に書き出しました。`,
      );
    }
    return 0;
  });
}

const asJson = ({ plan, day, planning, departments }: WhoHolds) => ({
  municipality: plan.municipality,
  fiscalYear: plan.fiscalYear,
  on: day,
  planning,
  departments: departments.map(({ department, roles, deputies, goals }) => ({
    name: department.name,
    roles,
    deputies,
    goals: goals.map(({ number, text, owners }) => ({ number, text, owners })),
  })),
});

interface Row {
  readonly department: string;
  readonly what: string;
  readonly text: string;
  readonly holder: string;
  readonly post: string;
  readonly until: string;
}

/** A row for each role somebody holds or a post has, and each goal and owner; what nobody holds has a row without a name. */
function rowsOf({ planning, departments }: WhoHolds): Row[] {
  const roleRow = (department: string, { role, name, post, until }: WhoHolds["planning"][number]): Row => ({
    department,
    what: ROLE_NAMES[role],
    text: "",
    holder: name ?? "",
    post: post ?? "",
    until: until ?? "",
  });
  const none = { text: "", holder: "", post: "", until: "" };
  return [
    ...(planning.length === 0 ? [{ ...none, department: "", what: ROLE_NAMES.planning }] : []),
    ...planning.map((held) => roleRow("", held)),
    ...departments.flatMap(({ department: { name }, roles, deputies, goals }) => [
      ...(["coordinator", "manager"] as const)
        .filter((role) => roles.every((held) => held.role !== role))
        .map((role) => ({ ...none, department: name, what: ROLE_NAMES[role] })),
      ...roles.map((held) => roleRow(name, held)),
      ...deputies.map((deputy) => ({
        ...none,
        department: name,
        what: "確認の代理",
        text: `${deputy.from}から`,
        holder: deputy.name,
        until: deputy.until,
      })),
      ...goals.flatMap(({ number, text, owners }) =>
        (owners.length === 0 ? [""] : owners).map((owner) => ({
          ...none,
          department: name,
          what: `目標 ${number}`,
          text,
          holder: owner,
        })),
      ),
    ]),
  ];
}

const HEADINGS = ["部", "役割・目標", "内容", "氏名", "職", "終了日"];

const asCsv = (list: WhoHolds): string =>
  `\ufeff${[
    HEADINGS,
    ...rowsOf(list).map(({ department, what, text, holder, post, until }) => [
      department,
      what,
      text,
      holder,
      post,
      until,
    ]),
  ]
    .map((cells) => `${cells.map(csvText).join(",")}\r\n`)
    .join("")}`;

function asText({ planning, departments }: WhoHolds): string {
  const names = (roles: WhoHolds["planning"], role: WhoHolds["planning"][number]["role"]): string => {
    const own = roles.filter((held) => held.role === role).map(holderName);
    return own.length === 0 ? "なし" : own.join("、");
  };
  return [
    `企画課: ${names(planning, "planning")}`,
    ...departments.flatMap(({ department, roles, goals }) => [
      `■ ${department.name}`,
      `庶務担当: ${names(roles, "coordinator")}`,
      `課長・部長: ${names(roles, "manager")}`,
      ...goals.map(
        ({ number, text, owners }) =>
          `${number} ${text} — ${owners.length === 0 ? "担当者なし" : owners.join("、")}`,
      ),
    ]),
  ].join("\n");
}
