import { applyMoves, type MoveRow, planMoves } from "../bot/features/people/planned-moves.js";
import { readTransferList } from "../bot/features/people/transfer-list.js";
import { moveLines } from "../bot/features/people/transfer-view.js";
import { readSource } from "../import/decode.js";
import { askYes } from "./ask-person.js";
import { choosePlan } from "./choose-plan.js";
import { type Io, readArgs, withDatabase } from "./command.js";

const OPTIONS = {
  municipality: { type: "string" },
  "dry-run": { type: "boolean" },
  yes: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** `policy-bot transfer FILE`: 人事異動 from a list, shown first; what is clear is decided, what is not is named by its row. */
export async function runTransfer(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, {
    min: 1,
    max: 1,
    missing: "人事異動の一覧（CSV か Excel）を指定してください。",
  });
  const written = await readTransferList(readSource(positionals[0] ?? ""));
  const json = values.json === true;
  return withDatabase(io, async (db) => {
    const now = io.clock();
    const { municipalityId } = choosePlan(db, values.municipality?.trim() ?? null, null, now);
    const rows = planMoves(db, municipalityId, written, now);
    const moves = rows.filter(({ kind }) => kind === "move");
    const unclear = rows.filter(({ kind }) => kind === "unclear");
    if (!json) show(io, rows);
    const dryRun = values["dry-run"] === true;
    const agreed = !dryRun && (values.yes === true || (!json && moves.length > 0 && (await asked(io))));
    const applied = agreed ? applyMoves(db, rows, { actor: "cli", at: now, via: "cli" }) : 0;
    if (json) io.out(JSON.stringify(report(rows, agreed)));
    else if (agreed) io.out(`${applied}件の異動を登録しました。`);
    else if (moves.length > 0)
      io.out("確かめただけで、登録していません。登録するときは --yes を付けてください。");
    if (unclear.length === 0) return 0;
    io.err(`読み取れない行が ${unclear.length}件あります。直してから、もう一度同じ一覧を指定してください。`);
    return 1;
  });
}

async function asked(io: Io): Promise<boolean> {
  return io.interactive && askYes("登録しますか。");
}

const PARTS: readonly (readonly [MoveRow["kind"], string])[] = [
  ["move", "登録するもの"],
  ["repeated", "すでに登録されているもの"],
  ["unclear", "読み取れないもの"],
];

function show(io: Io, rows: readonly MoveRow[]): void {
  for (const [kind, heading] of PARTS) {
    const own = rows.filter((row) => row.kind === kind);
    if (own.length === 0) continue;
    io.out(`■ ${heading} ${own.length}件`);
    for (const row of own) io.out(moveLines(row).join("\n"));
  }
}

const report = (rows: readonly MoveRow[], applied: boolean) => ({
  applied,
  transfers: rows.flatMap((row) =>
    row.kind === "unclear"
      ? []
      : [
          {
            line: row.line,
            new: row.kind === "move",
            on: row.move.on,
            department: row.department,
            post: row.move.post,
            from: row.from,
            to: row.to,
            roles: row.roles,
            goals: row.goals.map(({ number }) => number),
            remarks: row.remarks,
          },
        ],
  ),
  problems: rows.flatMap((row) => (row.kind === "unclear" ? [{ line: row.line, message: row.reason }] : [])),
});
