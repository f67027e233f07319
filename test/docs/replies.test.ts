import { describe, expect, it } from "vitest";
import { documentNamed } from "../kit/guides.js";
import { Office, ROOT, words } from "../kit/office.js";

/** What the guide promises of every reply that it shows: the notes that stand afterwards, by goal. */
interface Promised {
  readonly notes: Readonly<Record<number, { readonly state: string | null; readonly text: string }>>;
  readonly onBehalfOf?: string;
  readonly percent?: readonly [goal: number, percent: number];
  /** Said after a reply of the digest's example. */
  readonly afterwards?: true;
}

const PROMISED: Readonly<Record<string, Promised>> = {
  "2 順調 協定書の案を作成": { notes: { 2: { state: "on_track", text: "協定書の案を作成" } } },
  "②　やや遅れ　入札不調のため": { notes: { 2: { state: "slightly_behind", text: "入札不調のため" } } },
  "2：完了": { notes: { 2: { state: "done", text: "" } } },
  "2,5 変更なし": { notes: { 2: { state: null, text: "" }, 5: { state: null, text: "" } } },
  "2～4 順調": {
    notes: {
      2: { state: "on_track", text: "" },
      3: { state: "on_track", text: "" },
      4: { state: "on_track", text: "" },
    },
  },
  "6 60% 備品を発注": { notes: { 6: { state: null, text: "備品を発注" } }, percent: [6, 60] },
  "2 順調／6 60%": {
    notes: { 2: { state: "on_track", text: "" }, 6: { state: null, text: "" } },
    percent: [6, 60],
  },
  "2 協定書の案を作成": { notes: { 2: { state: null, text: "協定書の案を作成" } } },
  "4 9月末に完了": { notes: { 4: { state: "done", text: "9月末に完了" } } },
  "代理 防災課長 2 順調": { notes: { 2: { state: "on_track", text: "" } }, onBehalfOf: "防災課長" },
  "訂正 2 やや遅れ 相手方の日程待ち": {
    notes: { 2: { state: "slightly_behind", text: "相手方の日程待ち" } },
    afterwards: true,
  },
  "取消 2": { notes: {}, afterwards: true },
};

const { text, insets, spans } = documentNamed("docs/staff.md");

/** Replies stand in the table of ways to write, in the block that is set in, and between the words. */
const replies = [...insets, ...spans.filter((span) => /^(?:[\d②]|代理|訂正|取消)/u.test(span))];

/** The notes that stand in a department, without what nobody reported on. */
function standing(office: Office): Promised["notes"] {
  const notes: Record<number, { state: string | null; text: string }> = {};
  for (let number = 1; number <= 16; number++) {
    const last = office.notes(number).at(-1);
    if (last !== undefined) notes[number] = { state: last.state, text: last.text };
  }
  return notes;
}

describe("every reply that the guide for staff shows", () => {
  it("is found", () => {
    expect([...replies].sort()).toEqual(Object.keys(PROMISED).sort());
    const table = text.slice(text.indexOf("| 書き方 |"));
    expect((/(?:^\|.*\n)+/m.exec(table)?.[0] ?? "").trim().split("\n").length - 2).toBe(9);
  });

  it.each(replies)("%s becomes what it promises", (reply) => {
    const promised = PROMISED[reply];
    if (promised === undefined) throw new Error("it is not accounted for");
    const office = new Office();
    if (promised.afterwards) office.reply("staff", "2 順調 協定書の案を作成");
    const answer = office.reply("staff", reply);
    expect(standing(office)).toEqual(promised.notes);
    expect(answer).toMatchObject({ kind: "receipt" });
    expect(words(answer)).not.toMatch(/でしょうか|記録していません/);
    for (const number of Object.keys(promised.notes))
      expect(office.notes(Number(number)).at(-1)?.onBehalfOf ?? null).toBe(promised.onBehalfOf ?? null);
    if (promised.percent !== undefined) {
      const [goal, percent] = promised.percent;
      expect(office.count("note", `goal_id = ${office.goal(goal).id} AND percent = ${percent}`)).toBe(1);
    }
  });

  it("keeps the promise of one that is not clear: a question with buttons, and nothing recorded", () => {
    const office = new Office();
    const answer = office.reply("staff", "タイムラインの案を協議", "a", ROOT);
    expect(words(answer)).toContain("どの目標の報告でしょうか");
    expect(standing(office)).toEqual({});
    expect(office.reply("staff", "ありがとうございます")).toBeNull();
  });

  it("keeps the promise about personal data: an edited reply is recorded", () => {
    const office = new Office();
    expect(words(office.reply("staff", "2 順調 090-1234-5678 に連絡", "a"))).toContain("記録していません");
    expect(standing(office)).toEqual({});
    office.edit("staff", "2 順調 区民の方1名に連絡", "a");
    expect(standing(office)).toEqual({ 2: { state: "on_track", text: "区民の方1名に連絡" } });
  });
});
