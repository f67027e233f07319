import { describe, expect, it } from "vitest";
import { planImport } from "../../src/import/profile/plan-import.js";
import { lasting } from "../../src/import/profile/profile.js";
import { formatProfile, parseProfile } from "../../src/import/profile/profile-file.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { answered, shapeOf } from "./answered.js";
import { MUNICIPAL_LAYOUTS } from "./municipal-layouts.js";
import { LAYOUTS as PLAUSIBLE } from "./plausible-layouts.js";
import { PUBLISHED_LAYOUTS } from "./published-layouts.js";
import { UNUSUAL_LAYOUTS } from "./unusual-layouts.js";

const LAYOUTS = [...PLAUSIBLE, ...UNUSUAL_LAYOUTS, ...PUBLISHED_LAYOUTS, ...MUNICIPAL_LAYOUTS];

describe("a document in a layout that municipalities use", () => {
  it.each(LAYOUTS)("$name: $layout", async (one) => {
    expect(one.answers.length).toBeLessThanOrEqual(3);
    const { plan } = await answered(one);
    expect(plan === null ? null : shapeOf(plan)).toEqual(one.plan);
    expect(plan?.fiscalYear ?? 2026).toBe(2026);
  });

  it.each(LAYOUTS.filter(({ answers }) => answers.length > 0))(
    "$name is read by the profile that its answers made, with nothing but its doubts asked again",
    async (one) => {
      const { profile, plan } = await answered(one);
      const kept = parseProfile(formatProfile(lasting(profile)), "kept.yaml");
      const again = planImport(await readDocument(await one.bytes(), one.name), kept);
      if (profile.確認 === undefined) expect(again.plan?.departments).toEqual(plan?.departments);
      else expect(again.question?.id).toBe("確認");
    },
  );
});
