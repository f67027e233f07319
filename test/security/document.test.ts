import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, file), "utf8");

it("every line of the threat model has a test under its id, and every such test a line", () => {
  const lines = [...read("../../docs/threat-model.md").matchAll(/^\| (T\d\d) \| ([^|]+) \| ([^|]+) \|$/gm)];
  const ids = lines.map(([, id]) => id ?? "");
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(40);
  const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts"));
  // What takes long stands with the faults.
  tests.push("../faults/threats.test.ts");
  const tested = tests.flatMap((name) =>
    // A title stands behind `it(` or behind the table of `it.each`.
    [...read(name).matchAll(/(?:\bit\(|\]\)\()\s*"(T\d\d) /g)].map(([, id]) => id ?? ""),
  );
  expect([...tested].sort()).toEqual([...ids].sort());
});
