import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Stage, type Step } from "../kit/stage.js";
import { WebDriver } from "../kit/web-driver.js";
import { REPLY_CASES } from "./cases.js";

/** On the page nothing is delivered twice, overtakes another act, or has marks. */
const isOfPage = (step: Step): boolean =>
  step.do === "reply" || step.do === "delete" || (step.do === "edit" && step.nth === undefined);
/** What was deleted cannot be edited there. */
const isInOrder = (steps: readonly Step[]): boolean =>
  steps[0]?.do === "reply" && !steps.slice(0, -1).some((step) => step.do === "delete");
const CASES = REPLY_CASES.filter(
  ({ needs, steps }) => needs === undefined && steps.every(isOfPage) && isInOrder(steps),
);

describe("replies in a digest's thread on the page of the workspace", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = new Stage(new WebDriver());
    await stage.prepare();
    await stage.start();
  });

  afterEach(() => stage.close());

  for (const { title, steps, notes, asked } of CASES) {
    it(title, async () => {
      expect(await stage.play(steps)).not.toContain(false);
      expect(stage.notes()).toEqual(notes);
      expect(stage.asked()).toEqual((asked ?? []).map((name) => stage.driver.idOf(name)));
    });
  }
});
