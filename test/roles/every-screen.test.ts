import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { Office, PEOPLE } from "../kit/office.js";
import { openOffice } from "../kit/office-visit.js";

/** The paths that the office page answers, as its screens name them: a new one is held to 企画課 without a row here. */
const FOLDER = path.resolve("src/office");
const PATHS = readdirSync(FOLDER)
  .flatMap((name) => [
    ...readFileSync(path.join(FOLDER, name), "utf8").matchAll(/app\.(get|post)\(\s*"(\/office[^"]*)"/gu),
  ])
  .map(([, method = "", address = ""]) => ({ method, address }));

/** What others than 企画課 open, too; each of these asks for the rights of the role by itself, and has tests of its own. */
const FOR_OTHERS = [
  "get /office/enter",
  "post /office/enter",
  "post /office/leave",
  "get /office/standing/:department",
  "get /office/evaluations/:occasion/:department",
  "post /office/evaluations/:occasion/:department",
];

it("every screen of the office page is for 企画課 alone, but for those that are named", {
  timeout: 360_000,
}, async () => {
  expect(PATHS.length).toBeGreaterThan(25);
  for (const named of FOR_OTHERS)
    expect([named, PATHS.some(({ method, address }) => `${method} ${address}` === named)]).toEqual([
      named,
      true,
    ]);
  const office = new Office();
  const opened = await openOffice(office.db, { adminUsers: ["U-admin"] });
  const wrong: string[] = [];
  for (const person of PEOPLE) {
    const visit = opened.visit();
    const visitor = { platform: "slack", id: `U-${person}`, name: person };
    const own = { kind: "standing", department: office.department.id } as const;
    const link = new URL(opened.office.linkFor(visitor, own)).searchParams.get("t") ?? "";
    await visit.post("/office/enter", { t: link });
    const home = `/office/standing/${office.department.id}`;
    const audit = office.count("audit");
    for (const { method, address } of PATHS) {
      if (FOR_OTHERS.includes(`${method} ${address}`)) continue;
      const there = address
        .replace(/:plan\b/u, String(office.department.planId))
        .replace(/:\w+(?:\{[^}]*\})?/gu, "1");
      // A post without the page's key: whoever may come so far is told that it is missing.
      const { status, headers, html } =
        method === "get" ? await visit.get(there) : await visit.post(there, {});
      const isSentHome = status === 303 && headers.get("location") === home;
      const isKept =
        method === "get" ? !isSentHome : status === 403 && html.includes("画面が古くなっています");
      const isPlanner = person === "planning" || person === "admin";
      if (isKept !== isPlanner) wrong.push(`${person} ${method} ${there}: ${status}`);
    }
    expect(office.count("audit")).toBe(audit);
  }
  expect(wrong).toEqual([]);
});
