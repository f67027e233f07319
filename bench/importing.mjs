import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { openDatabase } from "../dist/store/database.js";
import { importItabashi, itabashiFile, planOf } from "./data.mjs";
import { median, ms, ROOT, spread, temporaryFolder } from "./tools.mjs";

/** Import of the 板橋区 document: reading, comparing, storing durably; beside reading the file's bytes and lines. */
export async function importing({ quick }) {
  const samples = { whole: [], parse: [], again: [], lines: [] };
  for (let round = 0; round < (quick ? 5 : 20); round += 1) {
    const db = openDatabase(path.join(temporaryFolder(), `import-${round}.db`));
    samples.whole.push(await time(() => importItabashi(db, Date.now())));
    samples.again.push(await time(() => importItabashi(db, Date.now())));
    samples.parse.push(await time(() => planOf(itabashiFile())));
    samples.lines.push(await time(() => readFileSync(itabashiFile(), "utf8").split("\n")));
    db.close();
  }
  const offices = await officeFiles(quick ? 3 : 7);
  const row = (figure, values) => ({
    figure,
    ours: ms(median(values)),
    reference: `${ms(median(samples.lines))} reading its lines`,
    ratio: (median(values) / median(samples.lines)).toFixed(0),
    spread: spread(values, (value) => ms(value)),
  });
  return [
    row("import of the 板橋区 document into a new database", samples.whole),
    row("the same again (nothing changes)", samples.again),
    row("of which parsing", samples.parse),
    ...offices.map(({ figure, values }) => row(figure, values)),
  ];
}

/** Import of the same document as Word and as PDF, whole: reading, interpreting, storing; nothing where the files are not at hand. */
async function officeFiles(rounds) {
  const files = [
    ["itabashi-word-plain.docx", "import of it from a Word document into a new database"],
    ["itabashi-word.pdf", "import of it from a PDF (33 pages) into a new database"],
  ];
  const found = [];
  for (const [name, figure] of files) {
    const file = path.join(ROOT, "..", "shared", "cases", "documents", name);
    if (!existsSync(file)) continue;
    const values = [];
    for (let round = 0; round < rounds; round += 1) {
      const db = openDatabase(path.join(temporaryFolder(), `import-${round}.db`));
      values.push(await time(() => importItabashi(db, Date.now(), file)));
      db.close();
    }
    found.push({ figure, values });
  }
  return found;
}

async function time(work) {
  const begin = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begin) / 1e6;
}
