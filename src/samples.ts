import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fiscalYearSpan } from "./domain/time.js";
import { applyImport } from "./import/apply.js";
import { openFile } from "./import/decode.js";
import { planImport } from "./import/profile/plan-import.js";
import { readDocument } from "./import/read/read-document.js";
import type { Log } from "./log.js";
import type { Db } from "./store/database.js";
import { listPlans, listSamples } from "./store/plans.js";

const SAMPLES = fileURLToPath(new URL("../samples/", import.meta.url));

/**
 * Fills an empty database with the sample plans, so that a newcomer sees something. Their goals count as tracked from
 * the start of their fiscal year, so that the first weekly digest has something to ask.
 */
export async function importSamples(db: Db, now: number, log: Log): Promise<void> {
  if (listPlans(db).length > 0 || listSamples(db).length > 0) return;
  for (const name of readdirSync(SAMPLES)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort()) {
    const source = openFile(path.join(SAMPLES, name));
    const parsed = planImport(await readDocument(source.content, source.name), {}).plan;
    if (parsed === null || parsed.municipality === null || parsed.fiscalYear === null)
      throw new Error(`sample ${name} names no plan`);
    applyImport(
      db,
      parsed,
      {
        municipality: parsed.municipality,
        fiscalYear: parsed.fiscalYear,
        track: [],
        sourceName: source.name,
        sourceSha256: source.sha256,
        now,
        actor: "setup",
        sample: true,
        trackedFrom: fiscalYearSpan(parsed.fiscalYear).start,
      },
      true,
    );
    log.info({ sample: name }, "sample plan imported");
  }
}
