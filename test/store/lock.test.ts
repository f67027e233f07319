import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  DatabaseError,
  openCurrent,
  openDatabase,
  requireCurrent,
  SCHEMA_VERSION,
} from "../../src/store/database.js";
import { holdDatabase, takeDatabase } from "../../src/store/lock.js";
import { temporaryFolder } from "../kit/plan-store.js";

const place = (): string => path.join(temporaryFolder(), "data", "plan.db");

describe("who is at a database", () => {
  it("is one program, and nobody takes it from it", () => {
    const file = place();
    const one = holdDatabase(file, "11/24 09:00");
    expect(() => holdDatabase(file, "11/24 10:00")).toThrow(
      new RegExp(
        `もう一つのプログラムが動いています（機械 .+、プロセス番号 ${process.pid}、11/24 09:00 から）`,
      ),
    );
    expect(() => takeDatabase(file)).toThrow(
      "プログラムが動いているあいだは戻せません。止めてからやり直してください。",
    );
    expect(() => takeDatabase(file)).toThrow(DatabaseError);
    one();
    takeDatabase(file)();
  });

  it("is one program, whether it comes through a symbolic link or not", () => {
    const file = place();
    holdDatabase(file, "")();
    openDatabase(file).close();
    const link = path.join(temporaryFolder(), "plan.db");
    symlinkSync(file, link);
    const one = holdDatabase(link, "11/24 09:00");
    expect(() => holdDatabase(file, "11/24 10:00")).toThrow("もう一つのプログラムが動いています");
    expect(() => takeDatabase(file)).toThrow(DatabaseError);
    one();
    takeDatabase(link)();
  });

  it("is one alone who restores a copy; no program starts meanwhile", () => {
    const file = place();
    const release = takeDatabase(file);
    expect(() => holdDatabase(file, "")).toThrow(
      "まだ控えから戻しているところです。終わってから始めてください。",
    );
    expect(() => takeDatabase(file)).toThrow(DatabaseError);
    release();
    holdDatabase(file, "")();
  });

  it("is told although the database itself is damaged", () => {
    const file = place();
    const release = holdDatabase(file, "");
    writeFileSync(file, "no database at all, but long enough to be taken for one".repeat(100));
    expect(() => takeDatabase(file)).toThrow("プログラムが動いている");
    release();
  });
});

describe("a database of an older version", () => {
  it("is not brought to the new one by a command", () => {
    const file = place();
    openDatabase(file).close();
    expect(() => requireCurrent(file, SCHEMA_VERSION + 1)).toThrow(
      /は前の版のデータベースです（版 \d+）。policy-bot backup で控えを取り、プログラムを一度始めると新しい版（\d+）になります。/,
    );
    requireCurrent(file);
    openCurrent(file).close();
  });

  it("is no question for a file that is not there yet", () => {
    const file = place();
    requireCurrent(file, SCHEMA_VERSION + 1);
    openCurrent(file).close();
  });
});
