import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The published documents lie beside the repository and are not part of it. */
const SEEDS = path.join(import.meta.dirname, "../../../shared/seeds");

export const seedsPresent = existsSync(path.join(SEEDS, "COUNTS.md"));

/** For the title of a group of tests that read them. */
export const whySkipped = seedsPresent
  ? ""
  : " (skipped: the published documents lie beside the repository and are not part of it)";

export function seedPath(prefix: "000_" | "001_"): string {
  const name = seedsPresent ? readdirSync(SEEDS).find((file) => file.startsWith(prefix)) : undefined;
  return path.join(SEEDS, name ?? "");
}

export function seedText(prefix: "000_" | "001_"): string {
  return seedsPresent ? readFileSync(seedPath(prefix), "utf8") : "";
}

/** COUNTS.md, which was checked by hand. */
export function countsText(): string {
  return seedsPresent ? readFileSync(path.join(SEEDS, "COUNTS.md"), "utf8") : "";
}

const SAMPLES = path.join(import.meta.dirname, "../../samples");

/** The sample plans of the repository. */
export function sampleText(name: "itabashi-r8.md" | "nakano-r6.md"): string {
  return readFileSync(path.join(SAMPLES, name), "utf8");
}
