import { beforeEach, describe, expect, it } from "vitest";
import { planLabel } from "../../src/bot/features/look-up/plan-words.js";
import { say } from "../../src/bot/reply.js";
import { mayArrange, mayExport, mayReport } from "../../src/bot/roles.js";
import { createLog } from "../../src/log.js";
import { importSamples } from "../../src/samples.js";
import { listDayOverrides, setDayOverride } from "../../src/store/calendar-days.js";
import type { Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { deleteSamples } from "../../src/store/invented.js";
import { enqueue } from "../../src/store/outbox.js";
import { ensurePerson } from "../../src/store/people.js";
import {
  currentPlan,
  findPlan,
  listPlans,
  listSamples,
  preferMunicipality,
  setPlanSchedule,
  setSamplesAside,
} from "../../src/store/plans.js";
import { createWebMessageStore } from "../../src/store/web-messages.js";
import { Conversation } from "../kit/conversation.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { sampleText } from "../kit/seeds.js";
import { WARD } from "../kit/ward.js";

const names = (db: Db): string[] => listPlans(db).map(planLabel);

describe("one's own plan beside the samples", () => {
  let db: Db;
  beforeEach(async () => {
    db = temporaryDatabase().db;
    await importSamples(db, NOW, createLog("silent"));
  });

  it("finds them marked as samples", () => {
    expect(names(db)).toEqual(["板橋区 令和8年度（見本）", "中野区 令和6年度（見本）"]);
  });

  it("comes first: its municipality is the one that is meant, and the samples are out of the way", () => {
    const { planId, madeWay } = importText(db, WARD);
    expect(madeWay).toEqual({
      current: true,
      samples: [
        { municipality: "板橋区", fiscalYear: 2026 },
        { municipality: "中野区", fiscalYear: 2024 },
      ],
    });
    expect(names(db)).toEqual(["緑風区 令和8年度"]);
    expect(currentPlan(db, 2026)?.id).toBe(planId);
    expect(listSamples(db).map(({ setAside }) => setAside)).toEqual([true, true]);
  });

  it("brings the samples back where that is wanted, and leaves them there at the next import", () => {
    const { planId } = importText(db, WARD);
    expect(setSamplesAside(db, null)).toBe(2);
    importText(db, `${WARD}\n- もう一つの取組`);
    expect(names(db)).toHaveLength(3);
    expect(currentPlan(db, 2026)?.id).toBe(planId);
  });

  it("takes the samples' digests out of the workspace's channels, brings them back with them, and loses them with them", () => {
    const [sample] = listPlans(db);
    const department = listDepartments(db, sample?.id ?? 0)[0];
    bindChannel(
      db,
      {
        platform: "web",
        conversation: "d1",
        name: null,
        destination: {},
        purpose: "department",
        departmentId: department?.id ?? 0,
      },
      NOW,
    );
    const store = createWebMessageStore(db);
    const said = {
      author: null,
      authorName: "政策ボット",
      audience: null,
      body: "{}",
      at: NOW,
      key: null,
    } as const;
    const root = store.append({ ...said, conversation: "d1", thread: null });
    store.append({ ...said, conversation: "d1", thread: root.id });
    store.append({ ...said, conversation: "kikaku", thread: null });
    const shown = (conversation: string, thread: string | null = null): number =>
      store.list({ conversation, thread, person: "web:kikaku", before: null, limit: 10 }).length;
    importText(db, WARD);
    expect([shown("d1"), shown("d1", root.id), shown("kikaku")]).toEqual([0, 0, 1]);
    setSamplesAside(db, null);
    expect([shown("d1"), shown("d1", root.id)]).toEqual([1, 1]);
    setSamplesAside(db, NOW);
    deleteSamples(
      db,
      listSamples(db).map(({ id }) => id),
      { actor: "cli", at: NOW, via: "cli" },
      true,
    );
    expect(db.prepare("SELECT conversation FROM web_message").pluck().all()).toEqual(["kikaku"]);
  });

  it("takes the samples' round-ups out of the workspace's channel of 企画課, and leaves what else was said there", () => {
    const [sample] = listPlans(db);
    const conversation = "kikaku";
    const place = { platform: "web", conversation, name: null, destination: {} } as const;
    bindChannel(db, { ...place, purpose: "planning", departmentId: null }, NOW);
    const store = createWebMessageStore(db);
    const post = (dedupe: string, plan: number): string => {
      enqueue(
        db,
        {
          ...place,
          dedupe,
          kind: "post",
          thread: null,
          target: null,
          body: { type: "message", message: say("まとめ") },
          after: null,
          notBefore: NOW,
          notAfter: null,
          office: { plan, department: null },
        },
        NOW,
      );
      const key = db.prepare("SELECT post_key FROM outbox WHERE dedupe = ?").pluck().get(dedupe);
      const said = {
        conversation,
        author: null,
        authorName: "政策ボット",
        audience: null,
        body: "{}",
        at: NOW,
      };
      const root = store.append({ ...said, thread: null, key: `post:${key}` }).id;
      store.append({ ...said, thread: root, key: null });
      return root;
    };
    const shown = (): string[] =>
      store
        .list({ conversation, thread: null, person: "web:kikaku", before: null, limit: 10 })
        .map(({ id }) => id);
    const ofSample = post("round-up:sample", sample?.id ?? 0);
    const { planId } = importText(db, WARD);
    const own = post("round-up:own", planId);
    expect(shown()).toEqual([own]);
    setSamplesAside(db, null);
    expect(shown()).toEqual([ofSample, own]);
    setSamplesAside(db, NOW);
    const samples = listSamples(db).map(({ id }) => id);
    deleteSamples(db, samples, { actor: "cli", at: NOW, via: "cli" }, true);
    expect(db.prepare("SELECT conversation FROM web_message").pluck().all()).toEqual(["kikaku", "kikaku"]);
  });

  it("comes first also where somebody had said that a sample's municipality is meant", () => {
    preferMunicipality(db, "中野区");
    expect(importText(db, WARD).madeWay.current).toBe(true);
    expect(names(db)).toEqual(["緑風区 令和8年度"]);
    // Who goes back to the samples afterwards is left alone.
    setSamplesAside(db, null);
    preferMunicipality(db, "中野区");
    importText(db, `${WARD}\n- もう一つの取組`);
    expect(names(db)).toHaveLength(3);
  });

  it("takes a sample's place where it is the same municipality and year", () => {
    const { planId } = importText(db, sampleText("itabashi-r8.md"));
    expect(findPlan(db, planId)?.sample).toBe(false);
    expect(names(db)).toEqual(["板橋区 令和8年度"]);
  });
});

describe("two municipalities in one database", () => {
  const OTHER = WARD.replaceAll("緑風区", "青嵐市");
  let talk: Conversation;
  let ward: number;
  let city: number;
  const departmentOf = (plan: number) => listDepartments(talk.db, plan)[0]?.id ?? 0;

  beforeEach(() => {
    const { db } = temporaryDatabase();
    ward = importText(db, WARD).planId;
    city = importText(db, OTHER).planId;
    talk = new Conversation(db, { now: NOW });
  });

  it("are told apart by a setting, never by the order of imports", () => {
    expect(currentPlan(talk.db, 2026)?.id).toBe(ward);
    preferMunicipality(talk.db, "青嵐市");
    expect(currentPlan(talk.db, 2026)?.id).toBe(city);
  });

  it("share no right: neither a coordinator's nor that of 企画課 reaches the other", () => {
    const { bot } = talk;
    const where = {
      platform: "slack",
      conversation: "C1",
      kind: "channel",
      name: null,
      thread: null,
      destination: {},
    } as const;
    const municipality = (plan: number): number => findPlan(talk.db, plan)?.municipalityId ?? 0;
    const coordinator = { id: "U1", name: "庶務担当" };
    const planner = { id: "U2", name: "企画担当" };
    giveRole(talk.db, ensurePerson(talk.db, "slack", "U1", null).id, {
      role: "coordinator",
      departmentId: departmentOf(ward),
      post: null,
    });
    giveRole(talk.db, ensurePerson(talk.db, "slack", "U2", null).id, {
      role: "planning",
      departmentId: null,
      post: null,
    });
    for (const who of [coordinator, planner]) {
      expect(mayExport(bot, who, where, municipality(ward))).toBe(true);
      expect(mayExport(bot, who, where, municipality(city))).toBe(false);
      expect(mayReport(bot, who, where, departmentOf(ward), null)).toBe(true);
      expect(mayReport(bot, who, where, departmentOf(city), null)).toBe(false);
      expect(mayArrange(bot, who, where, departmentOf(city))).toBe(false);
    }
    const named = { ...bot, adminUsers: ["U3@青嵐市", "U4"] };
    const admin = (id: string, plan: number): boolean =>
      mayExport(named, { id, name: null }, where, municipality(plan));
    expect([admin("U3", city), admin("U3", ward), admin("U4", ward), admin("U4", city)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it("have each their own rhythm and closed days", () => {
    setPlanSchedule(talk.db, ward, '{"days":[2]}');
    setDayOverride(talk.db, ward, { date: "2026-12-01", open: false, reason: "開庁記念日" });
    expect(findPlan(talk.db, city)?.schedule).toBeNull();
    expect(listDayOverrides(talk.db, city)).toEqual([]);
    expect(listDayOverrides(talk.db, ward)).toHaveLength(1);
  });
});
