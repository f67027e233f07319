import { describe, expect, it } from "vitest";
import { applyMoves, planMoves } from "../../src/bot/features/people/planned-moves.js";
import { successionView } from "../../src/bot/features/people/succession-view.js";
import { readTransferList } from "../../src/bot/features/people/transfer-list.js";
import { blocksText, type Message } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { decodeSource } from "../../src/import/decode.js";
import { planTransfers, runTransfers } from "../../src/jobs/passing-on.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all, type Db } from "../../src/store/database.js";
import { findDeviations } from "../../src/store/deviations.js";
import { isOwner, listCoordinatorNames, listOwnerNames, listRoles } from "../../src/store/holding.js";
import { municipalityOf } from "../../src/store/organisations.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { snoozeGoals } from "../../src/store/reminding.js";
import { listComing, withdrawTransfer } from "../../src/store/transfers.js";
import { giveRole } from "../kit/people.js";
import { contents, importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const ACT = { actor: "web:U0", at: NOW, via: "form" };
const MARCH = tokyoInstant("2027-03-20", "10:00");
const APRIL = tokyoInstant("2027-04-01");

/** 危機管理部: 田中 is 庶務担当 and owns goals 1 and 2; 鈴木 is to follow. */
function ward(platform = "web") {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const department = Number(db.prepare("SELECT id FROM department WHERE name = '危機管理部'").pluck().get());
  const goals = db
    .prepare("SELECT id FROM goal WHERE department_id = ? ORDER BY number")
    .pluck()
    .all(department) as number[];
  const tanaka = ensurePerson(db, platform, "U4", "田中 一郎");
  const suzuki = ensurePerson(db, platform, "U5", "鈴木");
  giveRole(db, tanaka.id, { role: "coordinator", departmentId: department, post: null });
  for (const goal of goals.slice(0, 2)) setOwner(db, goal, tanaka.id);
  note(db, goals[0] ?? 0, "協定書の案を作成");
  const municipality = municipalityOf(db, department) ?? 0;
  return { db, department, goals, tanaka, suzuki, municipality };
}

const CSV = "異動日,部,職,前任,後任\n令和9年4月1日,危機管理部,防災係長,田中一郎,鈴木さん\n";

const written = (text: string | Uint8Array, name = "異動.csv") =>
  readTransferList(decodeSource(typeof text === "string" ? new TextEncoder().encode(text) : text, name));

/** A list as Excel saves it on a Windows of an office: CP932, CRLF, other words for the columns. */
const IN_CP932 = Buffer.from(
  "94ad97df93fa2c8f8a91ae2c95e2904596bc2c914f94432c8ce394430d0a323032372f342f312c8aeb8b408ac7979d95942c96688dd08c5792b72c93639286814088ea98592c97e996d80d0a",
  "hex",
);

async function decided(platform = "web") {
  const office = ward(platform);
  const rows = planMoves(office.db, office.municipality, await written(CSV), MARCH);
  expect(applyMoves(office.db, rows, { ...ACT, at: MARCH })).toBe(1);
  return office;
}

const told = (db: Db) =>
  all<{ platform: string; target: string; body: string; status: string }>(
    db,
    "SELECT platform, target, body, status FROM outbox WHERE kind = 'tell' ORDER BY id",
  );
const wordsOf = (body: string) => blocksText((JSON.parse(body) as { message: Message }).message.blocks);

describe("人事異動", () => {
  it("is shown before it is decided: what goes over, by name; and reading changes nothing", async () => {
    const { db, municipality } = ward();
    const before = contents(db);
    const [row] = planMoves(db, municipality, await written(CSV), MARCH);
    expect(row).toMatchObject({
      kind: "move",
      department: "危機管理部",
      from: "田中 一郎",
      to: "鈴木",
      roles: ["coordinator"],
      goals: [{ number: 1 }, { number: 2 }],
      remarks: ["新しい職として登録します。"],
    });
    expect(contents(db)).toEqual(before);
  });

  it("reads what Excel saves: CP932, a BOM, tabs, other words for the columns; and refuses what is no list", async () => {
    const bom = `\ufeff${CSV}`;
    const tabs = "発令日\t所属\t職名\t前任者\t後任者\n2027/4/1\t危機管理部\t防災係長\t田中一郎\t\n";
    expect(await written(bom)).toHaveLength(1);
    expect(await written(tabs)).toMatchObject([{ on: "2027/4/1", post: "防災係長", to: "" }]);
    expect(await written(IN_CP932)).toEqual([
      { line: 2, on: "2027/4/1", department: "危機管理部", post: "防災係長", from: "田中　一郎", to: "鈴木" },
    ]);
    await expect(written("異動日,部,職,前任,後任\n")).rejects.toThrow("見出しの下に行がありません");
    await expect(written("部,目標\n危機管理部,1\n")).rejects.toThrow("人事異動の一覧として読めません");
  });

  it("names the rows that cannot be matched, and takes an answer about whom they mean", async () => {
    const { db, municipality, suzuki } = ward();
    const other = ensurePerson(db, "web", "U6", "鈴木");
    const list = await written(
      `${CSV}2027-04-01,ない部,係長,田中一郎,\n2027-04-01,危機管理部,係長,佐々木,\n4月,危機管理部,係長,田中一郎,\n`,
    );
    const rows = planMoves(db, municipality, list, MARCH);
    expect(rows.map((row) => (row.kind === "unclear" ? [row.line, row.who, row.reason] : row.kind))).toEqual([
      [2, "to", expect.stringContaining("2人います")],
      [3, null, expect.stringContaining("「ない部」に当たる部がありません")],
      [4, "from", expect.stringContaining("「佐々木」さんが見つかりません")],
      [5, null, expect.stringContaining("「4月」を日付として読めません")],
    ]);
    const [answered] = planMoves(db, municipality, list, MARCH, new Map([["2:to", other.id]]));
    expect(answered).toMatchObject({ kind: "move", move: { to: other.id } });
    expect(suzuki.id).not.toBe(other.id);
  });

  it.each(["slack", "teams", "web"])(
    "on %s passes roles and goals on with the day, and tells the successor once",
    async (platform) => {
      const { db, department, goals, tanaka, suzuki } = await decided(platform);
      const [first = 0, second = 0, third = 0] = goals;
      expect(listCoordinatorNames(db, department, "2027-03-31")).toEqual(["田中 一郎"]);
      expect(listOwnerNames(db, first, "2027-03-31")).toEqual(["田中 一郎"]);
      // What is given to the predecessor until then goes over, too.
      setOwner(db, third, tanaka.id);
      snoozeGoals(db, tanaka.id, [first], APRIL);
      expect(runTransfers(db, APRIL - 1)).toBe(0);
      expect(planTransfers(db, APRIL)).toHaveLength(1);
      expect(runTransfers(db, APRIL)).toBe(1);
      expect(runTransfers(db, APRIL)).toBe(0);
      for (const goal of [first, second, third]) {
        expect(listOwnerNames(db, goal, "2027-04-01")).toEqual(["鈴木"]);
        expect(isOwner(db, goal, tanaka.id, "2027-04-01")).toBe(false);
      }
      expect(listCoordinatorNames(db, department, "2027-04-01")).toEqual(["鈴木"]);
      expect([listRoles(db, tanaka.id, "2027-04-01"), listRoles(db, suzuki.id, "2027-04-01")]).toMatchObject([
        [],
        [{ role: "coordinator", post: "防災係長" }],
      ]);
      expect(all(db, "SELECT * FROM snooze")).toEqual([]);
      const cards = told(db);
      expect(cards.map(({ target }) => target)).toEqual(["U5"]);
      expect(cards[0]?.platform).toBe(platform);
      const words = wordsOf(cards[0]?.body ?? "");
      for (const said of [
        "はじめてお送りします。",
        "危機管理部 防災係長",
        "田中 一郎さん",
        "庶務担当",
        "担当目標 3件",
        "協定書の案を作成",
      ])
        expect(words).toContain(said);
      expect(words).not.toMatch(/U4|U5/u);
      expect(findBrokenAudit(db)).toBeNull();
      expect(findDeviations(db).filter(({ kind }) => kind === "post")).toEqual([]);
    },
  );

  it("is made up for when the program was down on the day, and half a job leaves nothing behind", async () => {
    const { db, goals } = await decided();
    const before = contents(db);
    db.exec("CREATE TEMP TRIGGER fall BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'killed'); END");
    expect(() => runTransfers(db, APRIL)).toThrow("killed");
    expect(contents(db)).toEqual(before);
    db.exec("DROP TRIGGER fall");
    const later = tokyoInstant("2027-04-05", "09:00");
    // Who owns what was right all the time.
    expect(listOwnerNames(db, goals[0] ?? 0, "2027-04-01")).toEqual(["鈴木"]);
    expect([runTransfers(db, later), runTransfers(db, later + 1)]).toEqual([1, 0]);
    expect(told(db)).toHaveLength(1);
  });

  it("gives one card to who takes over two posts on a day", async () => {
    const { db, municipality } = ward();
    const rows = await written(`${CSV}2027-04-01,福祉部,福祉係長,,鈴木\n`);
    applyMoves(db, planMoves(db, municipality, rows, MARCH), ACT);
    expect(runTransfers(db, APRIL)).toBe(1);
    expect(wordsOf(told(db)[0]?.body ?? "")).toContain("福祉係長");
  });

  it("that was decided twice is one, and can be taken back before its day", async () => {
    const { db, municipality, department, goals } = await decided();
    const again = planMoves(db, municipality, await written(CSV), MARCH);
    expect([again[0]?.kind, applyMoves(db, again, ACT)]).toEqual(["repeated", 0]);
    const [coming] = listComing(db, municipality);
    expect(withdrawTransfer(db, coming?.id ?? 0, ACT)).toBe(true);
    expect(withdrawTransfer(db, coming?.id ?? 0, ACT)).toBe(false);
    expect(runTransfers(db, APRIL)).toBe(0);
    expect(listCoordinatorNames(db, department, "2027-04-01")).toEqual(["田中 一郎"]);
    expect(listOwnerNames(db, goals[0] ?? 0, "2027-04-01")).toEqual(["田中 一郎"]);
    expect(findDeviations(db).filter(({ kind }) => kind === "post")).toEqual([]);
  });

  it("leaves what belongs to a second post of the predecessor with them, and says so", async () => {
    const { db, municipality, goals } = await decided();
    const rows = await written("異動日,部,職,前任,後任\n2026-12-01,危機管理部,訓練係長,,田中一郎\n");
    applyMoves(db, planMoves(db, municipality, rows, MARCH), ACT);
    setOwner(db, goals[2] ?? 0, ensurePerson(db, "web", "U4", null).id);
    const [row] = planMoves(
      db,
      municipality,
      await written("異動日,部,職,前任,後任\n2027-02-01,危機管理部,訓練係長,田中一郎,鈴木\n"),
      MARCH,
    );
    expect(row).toMatchObject({
      kind: "move",
      goals: [],
      remarks: expect.arrayContaining([expect.stringContaining("兼ねている")]),
    });
  });
});

it("the card of a post without goals says so", () => {
  const part = { on: "2027-04-01", post: "係長", department: "危機管理部", from: null, roles: [], goals: [] };
  const card = successionView(
    [{ ...part, asked: 2, awaiting: { reports: 3, sheets: 1 }, deadlines: [] }],
    APRIL,
  );
  expect(blocksText(card.blocks)).toContain("引き継いだ目標はありません。");
  expect(blocksText(card.blocks)).toContain("確認待ちの返信が 2件");
  expect(blocksText(card.blocks)).toContain(
    "課長確認を待っている報告が 3件、評価が 1件あります（/policy 確認）。",
  );
});
