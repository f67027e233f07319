import { expect, it } from "vitest";
import { blocksText } from "../../src/bot/reply.js";
import { DAY, MINUTE } from "../../src/domain/time.js";
import { enqueueDigests, planDigests, readDigestInputs, renderDigest } from "../../src/jobs/digest.js";
import { afterSending } from "../../src/jobs/settling.js";
import { listDepartments } from "../../src/store/departments.js";
import { dueItems, findItem } from "../../src/store/outbox.js";
import { listPlans } from "../../src/store/plans.js";
import { findThread } from "../../src/store/threads.js";
import { bindChannel } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

it.each(["遅れて送信（本来は11月16日(月)の分です）", null])(
  "a digest that was answered still says why it came when it did: %s",
  (movedBecause) => {
    const { db } = temporaryDatabase();
    importText(db, WARD, { now: NOW - 200 * DAY });
    const [department] = listDepartments(db, listPlans(db)[0]?.id ?? 0);
    const destination = { channel: "C1" };
    const departmentId = department?.id ?? 0;
    const binding = { platform: "slack", conversation: "C1", name: "部", purpose: "department" as const };
    bindChannel(db, { ...binding, destination, departmentId }, 0);
    const [post] = planDigests(readDigestInputs(db, NOW), NOW, movedBecause);
    if (post === undefined) throw new Error("nothing is due");
    expect(enqueueDigests(db, [post], NOW, NOW)).toBe(1);
    const [due] = dueItems(db, ["slack"], { owner: "me", now: NOW }, 10);
    const item = findItem(db, due?.id ?? 0);
    if (item === null) throw new Error("nothing was enqueued");
    afterSending(db, item, "1.1", NOW);
    const thread = findThread(db, "slack", "C1", "1.1");
    expect(thread?.movedBecause).toBe(movedBecause);

    note(db, thread?.goalIds[0] ?? 0, "協議しました", NOW + MINUTE);
    const text = blocksText(renderDigest(db, thread?.id ?? 0)?.blocks ?? []);
    expect(text).toContain("1件報告済み");
    expect(text.includes("遅れて送信（本来は11月16日(月)の分です）")).toBe(movedBecause !== null);
  },
);
