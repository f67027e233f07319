import { describe, expect, it } from "vitest";
import { decideFromOffice, departmentSheets } from "../../src/bot/features/evaluation/office-evaluation.js";
import { removeFromOffice } from "../../src/bot/features/instants/office-instants.js";
import { setConfirming } from "../../src/store/confirmations.js";
import { inTransaction } from "../../src/store/database.js";
import { writeEvaluation } from "../../src/store/evaluation-writing.js";
import { fixInstant, listInstants } from "../../src/store/instants.js";
import { listNotes } from "../../src/store/notes.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { findPlan } from "../../src/store/plans.js";
import { found, Office } from "../kit/office.js";
import { contents } from "../kit/plan-store.js";

const HELD = "区民の山田太郎様（090-1234-5678）に確かめてください";

/** An office with a report, a sheet and a 時点, each of which may be turned down with a reason. */
function office() {
  const own = new Office();
  const { db, department } = own;
  const plan = found(findPlan(db, department.planId));
  setConfirming(db, plan.municipality, true);
  own.reply("staff", "1 順調 改定案を作成");
  const act = { actor: "slack:U-staff", at: own.now, via: "form" };
  const asked = { achievement: "off", result: "required", issue: "off", direction: "off" } as const;
  const given = { planId: plan.id, name: "中間評価", asOf: "2026-09-30", dueOn: "2026-12-11", asked };
  const occasion = found(findOccasion(db, addOccasion(db, given, act)));
  const sheet = { achievement: "", result: "協定を3件締結", issue: "", direction: "" };
  const by = { authorId: own.person("staff"), messageId: null };
  const { evaluation } = inTransaction(db, () =>
    writeEvaluation(db, occasion, own.goal(2).id, sheet, by, act),
  );
  const instant = found(
    inTransaction(db, () => fixInstant(db, { planId: plan.id, name: "秋", at: own.now }, act)),
  );
  return { own, db, plan, department, occasion, evaluation, instant };
}

describe("a reason that somebody types", () => {
  it.each(["return", "evaluation-return", "instant-remove"])(
    "is not kept with personal data in it: %s",
    async (form) => {
      const { own, db, evaluation, instant } = office();
      const [said] = listNotes(db, own.goal(1).id);
      const context = {
        return: { note: said?.id, revision: said?.revision },
        "evaluation-return": { evaluation: evaluation.id, revision: evaluation.revision },
        "instant-remove": { id: instant.id },
      }[form];
      const who = form === "instant-remove" ? "planning" : "manager";
      const send = (reason: string) => own.form(who, "direct", form, JSON.stringify(context), { reason });
      const before = contents(db);
      expect(await send(HELD)).toMatchObject({
        kind: "form-errors",
        errors: { reason: expect.stringContaining("電話番号") },
      });
      expect(contents(db)).toEqual(before);
      expect((await send("件数を書いてください"))?.kind).toBe("message");
      expect(contents(db)).not.toEqual(before);
    },
  );

  it("is not kept with it on the office page either", () => {
    const { own, db, plan, department, occasion, evaluation } = office();
    const before = contents(db);
    const visitor = { platform: "slack", id: "U-manager", name: "課長" };
    const shown = found(departmentSheets(own.bot, visitor, occasion.id, department.id));
    const versions = [`${evaluation.id}:${evaluation.revision}`];
    const no = { public: false, reason: HELD };
    expect(decideFromOffice(own.bot, visitor, shown, versions, no)).toHaveProperty("problem");
    const planner = { platform: "slack", id: "U-admin", name: "企画" };
    const removal = { instant: String(listInstants(db, plan.id)[0]?.id), reason: HELD };
    expect(removeFromOffice(own.bot, planner, plan, removal)).toHaveProperty("problem");
    expect(contents(db)).toEqual(before);
  });
});
