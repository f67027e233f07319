import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { applyImport } from "../dist/import/apply.js";
import { openFile } from "../dist/import/decode.js";
import { planImport } from "../dist/import/profile/plan-import.js";
import { readDocument } from "../dist/import/read/read-document.js";
import { ROOT } from "./tools.mjs";

const SEEDS = path.join(ROOT, "..", "shared", "seeds");

/** The official document where it is at hand, else the sample. */
export function itabashiFile() {
  const official = existsSync(SEEDS) ? readdirSync(SEEDS).find((name) => name.startsWith("000_")) : undefined;
  return official === undefined ? path.join(ROOT, "samples", "itabashi-r8.md") : path.join(SEEDS, official);
}

/** What the importer makes of a file whose layout is certain. */
export async function planOf(file) {
  const source = openFile(file);
  return { source, plan: planImport(await readDocument(source.content, source.name), {}).plan };
}

export async function importItabashi(db, now, file = itabashiFile()) {
  const { source, plan } = await planOf(file);
  return applyImport(
    db,
    plan,
    {
      municipality: "板橋区",
      fiscalYear: 2026,
      track: [],
      sourceName: source.name,
      sourceSha256: source.sha256,
      now,
      actor: "bench",
      trackedFrom: Date.parse("2026-04-01T00:00:00+09:00"),
    },
    true,
  );
}
