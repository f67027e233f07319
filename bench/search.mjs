import path from "node:path";
import { bigrams, fold } from "../dist/domain/fold.js";
import { openDatabase } from "../dist/store/database.js";
import { listAllStatements } from "../dist/store/goals.js";
import { searchPlan, searchWords } from "../dist/store/search.js";
import { importItabashi } from "./data.mjs";
import { held, ms, percentile, temporaryFolder } from "./tools.mjs";

const WORDS = {
  one: ["水", "人", "区", "防", "税", "緑", "駅", "橋", "食", "夜"],
  two: ["防災", "学校", "福祉", "推進", "整備", "駅前", "緑化", "税務", "支援", "通学"],
  four: [
    "人材育成",
    "情報発信",
    "居場所の",
    "防災教育",
    "地域福祉",
    "都市計画",
    "業務改善",
    "子育て支",
    "自転車通",
    "ＤＸ推進",
  ],
};

/** Latency of a search for the twenty best hits, with their number, beside a scan of the folded texts with instr. */
export async function search({ quick }) {
  const rows = [];
  for (const size of quick ? [500, 50_000] : [500, 50_000, 1_000_000]) {
    const db = openDatabase(path.join(temporaryFolder(), `search-${size}.db`));
    const planId = await fill(db, size);
    for (const [length, words] of Object.entries(WORDS)) {
      const ours = [];
      const scan = [];
      const instr = db.prepare("SELECT id FROM scan WHERE instr(key, ?) ORDER BY id LIMIT 20");
      // The first look-ups prepare statements and warm the caches.
      for (const word of words) searchPlan(db, searchWords(word), { planId }, { limit: 20, offset: 0 });
      for (let round = 0; round < 40; round += 1) {
        for (const word of words) {
          let begin = process.hrtime.bigint();
          searchPlan(db, searchWords(word), { planId }, { limit: 20, offset: 0 });
          ours.push(Number(process.hrtime.bigint() - begin) / 1e6);
          if (round >= (size > 100_000 ? 2 : 10)) continue;
          begin = process.hrtime.bigint();
          instr.all(fold(word));
          scan.push(Number(process.hrtime.bigint() - begin) / 1e6);
        }
      }
      const [p50, p99] = [percentile(ours, 0.5), percentile(ours, 0.99)];
      rows.push({
        figure: `search, ${size.toLocaleString("en")} statements, ${length} character${length === "one" ? "" : "s"}, p50/p99`,
        ours: `${ms(p50)} / ${ms(p99)}`,
        reference: `${ms(percentile(scan, 0.5))} / ${ms(percentile(scan, 0.99))} scan`,
        ratio: (p99 / percentile(scan, 0.99)).toFixed(2),
        ...held(p99, { most: size > 50_000 ? 10 : 1, unit: "ms p99" }),
      });
    }
    db.close();
  }
  return rows;
}

/** The plan's own statements, then texts made of its pieces until there are `size`; half goals, half policies. */
async function fill(db, size) {
  const { planId } = await importItabashi(db, Date.now());
  const known = listAllStatements(db, planId);
  const pieces = known.flatMap(({ text }) => text.split(/[、。]/u)).filter((piece) => piece.length > 3);
  const [template] = known.filter(({ departmentId }) => departmentId !== null);
  let seed = 12345;
  const random = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const insert = db.prepare(
    "INSERT INTO statement(plan_id, department_id, section_id, kind, ord, text) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const index = db.prepare("INSERT INTO search_index(rowid, grams) VALUES (?, ?)");
  db.pragma("synchronous = OFF");
  db.transaction(() => {
    for (let made = known.length; made < size; made += 1) {
      const text = `${pieces[random(pieces.length)]}、${pieces[random(pieces.length)]}`;
      const kind = made % 2 === 0 ? "goal" : "policy";
      const { lastInsertRowid } = insert.run(
        planId,
        template.departmentId,
        template.sectionId,
        kind,
        made,
        text,
      );
      const id = planId * 2 ** 36 + (kind === "goal" ? 0 : 1) * 2 ** 33 + Number(lastInsertRowid);
      index.run(id, bigrams(fold(text)));
    }
  })();
  db.exec("CREATE TABLE scan(id INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT");
  const scan = db.prepare("INSERT INTO scan(key) VALUES (?)");
  db.transaction(() => {
    for (const { text } of db.prepare("SELECT text FROM statement").all()) scan.run(fold(text));
  })();
  db.exec("INSERT INTO search_index(search_index) VALUES ('optimize')");
  return planId;
}
