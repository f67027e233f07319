import { tokyoIso } from "../domain/time.js";
import { backUp, openForReading, restoreBackup } from "../store/backup.js";
import { requireOurs } from "../store/database.js";
import { existingFile, type Io, readArgs } from "./command.js";

/** `policy-bot backup FILE`: a copy taken while the program runs, proved by reading it. */
export async function runBackup(args: readonly string[], io: Io): Promise<number> {
  const { positionals } = readArgs(
    args,
    {},
    { min: 1, max: 1, missing: "控えのファイル名を指定してください。" },
  );
  const target = positionals[0] ?? "";
  const started = io.clock();
  const file = existingFile(io);
  const db = openForReading(file);
  try {
    requireOurs(db, file);
    await backUp(db, target, (share) => {
      if (io.interactive && io.clock() - started > 1000)
        io.err(`控えを取っています… ${Math.round(share * 100)}%`);
    });
  } finally {
    db.close();
  }
  io.err(`${target} に控えを取り、読めることを確かめました。`);
  return 0;
}

/** `policy-bot restore FILE`. */
export async function runRestore(args: readonly string[], io: Io): Promise<number> {
  const { positionals } = readArgs(
    args,
    {},
    { min: 1, max: 1, missing: "戻す控えのファイルを指定してください。" },
  );
  const stamp = tokyoIso(io.clock()).slice(0, 19).replace(/[-:T]/g, "");
  const kept = restoreBackup(positionals[0] ?? "", io.config().databasePath, stamp);
  io.err(
    kept === null
      ? "控えから戻しました。"
      : `控えから戻しました。もとのファイルは ${kept} に残してあります。`,
  );
  return 0;
}
