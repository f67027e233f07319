// `npm run bench`: every figure beside its reference, taken in the same run: the median of several rounds, with the least and greatest
// ratio of a round. `npm run bench -- search` runs one part, `-- --quick` all of them with fewer rounds. Ends with the aims that are missed.
import { parts } from "./parts.mjs";

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const quick = process.argv.includes("--quick");
const rows = [];
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  rows.push(...(await part({ quick })));
}

const columns = ["figure", "ours", "reference", "ratio", "spread", "aim"];
const table = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
const widths = columns.map((_, index) => Math.max(...table.map((row) => [...String(row[index])].length)));
for (const row of table) {
  process.stdout.write(`| ${row.map((cell, index) => String(cell).padEnd(widths[index])).join(" | ")} |\n`);
  if (row === table[0]) process.stdout.write(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|\n`);
}

const missed = rows.filter((row) => row.missed);
process.stdout.write(missed.length === 0 ? "\nEvery aim is met.\n" : "\nAims that are missed:\n");
for (const { figure, ours, ratio, reference, aim } of missed) {
  process.stdout.write(
    `- ${figure}: ${ours} beside ${reference}${ratio === "" ? "" : `, ratio ${ratio}`} (aim ${aim})\n`,
  );
}
process.exit(0);
