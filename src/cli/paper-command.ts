import { paperOf } from "../export/paper/paper-data.js";
import { listDepartments } from "../store/departments.js";
import { chooseInstant, choosePlan, readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";
import { writeOut } from "./write-out.js";

const OPTIONS = {
  out: { type: "string" },
  department: { type: "string" },
  instant: { type: "string" },
  unconfirmed: { type: "boolean" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
} as const;

/** `policy-bot paper --out FILE.docx`: 庁議・部長会議資料 as a Word document, a department a page. */
export async function runPaper(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const { out } = values;
  if (out === undefined)
    throw new UsageError("書き出すファイルを --out 庁議資料.docx のように指定してください。");
  const year = readYear(values["fiscal-year"]);
  return withDatabase(io, async (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    const name = values.department?.trim() ?? null;
    const known = listDepartments(db, plan.id).map((department) => department.name);
    if (name !== null && !known.includes(name)) {
      throw new CliError(`「${name}」という部はありません。あるのは ${known.join("、")} です。`);
    }
    const unconfirmed = values.unconfirmed === true;
    if (values.instant !== undefined) {
      const instant = chooseInstant(db, plan, values.instant);
      const { instantOutput } = await import("../bot/features/instants/instant-output.js");
      writeOut(
        io,
        out,
        await instantOutput(db, plan, instant, "docx", { now: io.clock(), department: name, unconfirmed }),
      );
      io.err(`${out} に時点「${instant.name}」の資料を書き出しました。`);
      return 0;
    }
    const { paperDocx } = await import("../export/paper/paper-docx.js");
    const { paperPictures } = await import("../bot/features/standing/paper-picture.js");
    const paper = paperOf(db, plan, io.clock(), name, { unconfirmed });
    writeOut(io, out, await paperDocx(paper, await paperPictures(paper)));
    io.err(`${out} に ${paper.departments.length}部の資料を書き出しました。`);
    return 0;
  });
}
