import { type Finding, fine, notice } from "../../bot/finding.js";
import type { Retention } from "../../config/retention.js";
import type { Db } from "../../store/database.js";
import { expiryLimits, listExpired } from "../../store/retention.js";
import { EXPIRING_WORDS } from "../expire.js";

/** What has been kept long enough waits for somebody to agree to its removal; nothing is wrong with it until then. */
export function examineKept(db: Db, retention: Retention, now: number): Finding {
  const check = "保存期間";
  const expired = listExpired(db, expiryLimits(retention, now));
  if (expired.length === 0) return fine(check, "過ぎたものはありません。");
  const shown = expired.map(({ kind, count }) => `${EXPIRING_WORDS[kind]} ${count}件`).join("、");
  return notice(
    check,
    `過ぎたものがあります: ${shown}。policy-bot expire で一覧を確かめ、よければ消してください。`,
  );
}
