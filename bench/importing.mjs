import { readFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "../dist/import/parse.js";
import { openDatabase } from "../dist/store/database.js";
import { importItabashi, itabashiFile } from "./data.mjs";
import { median, ms, temporaryFolder } from "./tools.mjs";

/** Import of the 板橋区 document: reading, comparing, storing durably; beside reading the file's bytes and lines. */
export async function importing({ quick }) {
  const samples = { whole: [], parse: [], again: [], lines: [] };
  for (let round = 0; round < (quick ? 5 : 20); round += 1) {
    const db = openDatabase(path.join(temporaryFolder(), `import-${round}.db`));
    samples.whole.push(time(() => importItabashi(db, Date.now())));
    samples.again.push(time(() => importItabashi(db, Date.now())));
    const text = readFileSync(itabashiFile(), "utf8");
    samples.parse.push(time(() => parseDocument(text)));
    samples.lines.push(time(() => readFileSync(itabashiFile(), "utf8").split("\n")));
    db.close();
  }
  const row = (figure, values) => ({
    figure,
    ours: ms(median(values)),
    reference: `${ms(median(samples.lines))} reading its lines`,
    ratio: (median(values) / median(samples.lines)).toFixed(0),
  });
  return [
    row("import of the 板橋区 document into a new database", samples.whole),
    row("the same again (nothing changes)", samples.again),
    row("of which parsing", samples.parse),
  ];
}

function time(work) {
  const begin = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - begin) / 1e6;
}
