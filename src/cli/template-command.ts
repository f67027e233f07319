import { templateBytes, writeTemplate } from "../export/template.js";
import { type Io, readArgs, UsageError } from "./command.js";
import { spareDatabase } from "./write-out.js";

/** `policy-bot template --out FILE.xlsx`: the form that can be filled in where a document cannot be read. */
export async function runTemplate(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, { out: { type: "string" } }, { min: 0, max: 0, missing: "" });
  if (values.out === undefined)
    throw new UsageError("書き出すファイルを --out 様式.xlsx のように指定してください。");
  spareDatabase(io, values.out);
  writeTemplate(values.out, await templateBytes());
  io.err(
    `様式を ${values.out} に書き出しました。記入したら policy-bot import ${values.out} で取り込めます。`,
  );
  return 0;
}
