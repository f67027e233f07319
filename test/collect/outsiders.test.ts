import { beforeEach, describe, expect, it } from "vitest";
import { Office, ROOT, words } from "../kit/office.js";

let office: Office;
beforeEach(() => {
  office = new Office();
});

describe("words of somebody who is not of the staff", () => {
  it.each(["guest", "elsewhere"] as const)("are refused politely and privately: %s", (outsider) => {
    const reply = office.message("nobody", "2 順調 協定書の案を作成", { outsider });
    expect(reply).toMatchObject({ kind: "receipt", sign: "none" });
    expect(words(reply)).toContain("危機管理部の職員の方にお伝えください");
    expect(office.notes(2)).toEqual([]);
  });

  it("are left alone where they are no report", () => {
    expect(office.message("nobody", "ありがとうございます", { outsider: "guest" })).toBeNull();
  });

  it("are recorded with a mark behind the name where the installation lets them through", () => {
    Object.assign(office.bot, { outsiders: "allow" });
    expect(office.message("nobody", "2 順調 協定書の案を作成", { outsider: "elsewhere" })).toMatchObject({
      sign: "kept",
    });
    expect(office.notes(2)).toMatchObject([{ author: "nobody（他組織）" }]);
  });
});

describe("a message that is more than its words", () => {
  it("a file, a picture or a spoken message without a word gets one private line", () => {
    const reply = office.message("staff", "", { files: true });
    expect(reply).toMatchObject({ kind: "receipt", sign: "none" });
    expect(words(reply)).toContain("文字で送ってください");
    expect(office.message("staff", "", {})).toBeNull();
    expect(office.message("staff", "2 順調", { files: true })).toMatchObject({ sign: "kept" });
  });

  it("belongs to our post that it quotes", () => {
    expect(office.message("staff", "2 順調 協定書の案を作成", { quotes: ROOT })).toMatchObject({
      sign: "kept",
    });
    expect(office.notes(2)).toHaveLength(1);
    // Beside the thread it is only offered to be recorded.
    expect(office.message("staff", "3 完了", { quotes: "somebody's" })).toMatchObject({ sign: "none" });
    expect(office.notes(3)).toEqual([]);
  });
});

it("企画課 reads in the settings whether outsiders' replies are recorded", async () => {
  const office = new Office();
  expect(words(await office.command("planning", "own", "設定"))).toMatch(
    /ほかの組織の方の返信: 記録しません/,
  );
});
