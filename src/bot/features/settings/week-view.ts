import { longDay, tokyoParts } from "../../../domain/time.js";
import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import { type Block, type Message, quiet, span } from "../../reply.js";
import { planLabel } from "../look-up/plan-words.js";

/** One thing that would be sent in the coming week if nobody reported until then. */
export interface WeekEntry {
  readonly at: number;
  readonly kind: "digest" | "round-up" | "deadline" | "personal";
  /** The channel; the empty string for direct messages. */
  readonly where: string;
  /** 8件, 中間報告の前日 … */
  readonly what: string;
  readonly movedBecause: string | null;
}

/** A department that nothing is posted for at the moment, or everybody where it is null. */
export interface WeekHold {
  readonly department: Department | null;
  readonly because: string;
  /** Null where the end is not known. */
  readonly next: number | null;
}

export interface WeekPlan {
  readonly plan: Plan;
  readonly from: number;
  readonly to: number;
  readonly entries: readonly WeekEntry[];
  readonly holds: readonly WeekHold[];
}

const KINDS: Readonly<Record<WeekEntry["kind"], string>> = {
  digest: "定期まとめ",
  "round-up": "全体のまとめ",
  deadline: "期限のお知らせ",
  personal: "個人へのお知らせ",
};

/** A dry run of the coming week: what would go where, when. */
export function weekView(week: WeekPlan): Message {
  const { plan, from, to, entries, holds } = week;
  const moved = [...new Set(entries.flatMap(({ movedBecause }) => movedBecause ?? []))];
  const blocks: Block[] = [
    { kind: "title", text: `これから1週間の予定　${planLabel(plan)}` },
    {
      kind: "fine",
      spans: [
        quiet(
          `${longDay(from)} から ${longDay(to - 1)} まで、このまま報告がなかったときの見込みです。まだ何も送っていません。`,
        ),
      ],
    },
    ...holds.map(
      (hold): Block => ({
        kind: "text",
        spans: [span(holdLine(hold))],
      }),
    ),
    entries.length === 0
      ? { kind: "text", spans: [span("この1週間に送るものはありません。")] }
      : {
          kind: "table",
          caption: "送るもの",
          columns: [{ label: "いつ" }, { label: "何を" }, { label: "どこへ" }, { label: "内容" }],
          rows: together(entries).map((entry) => [
            momentWords(entry.at),
            KINDS[entry.kind],
            entry.where === "" ? "本人だけに" : entry.where,
            entry.what,
          ]),
        },
    ...moved.map((because): Block => ({ kind: "fine", spans: [quiet(because)] })),
    { kind: "buttons", buttons: [{ label: "設定へ", press: { do: "settings" } }] },
  ];
  return { kind: "message", audience: "private", blocks };
}

/** The same reminder to many channels is one row; digests have a count each. */
function together(entries: readonly WeekEntry[]): WeekEntry[] {
  return entries.flatMap((entry, index) => {
    if (entry.kind !== "deadline") return [entry];
    const isSame = (other: WeekEntry): boolean =>
      other.kind === entry.kind && other.at === entry.at && other.what === entry.what;
    if (entries.findIndex(isSame) < index) return [];
    const where = entries.filter(isSame).map((other) => other.where);
    return [{ ...entry, where: where.join("、") }];
  });
}

function holdLine({ department, because, next }: WeekHold): string {
  const until = next === null ? "終わりは決まっていません" : `${momentWords(next)} から送れます`;
  return `${department === null ? "いま" : department.name}は${because}のため送りません（${until}）。`;
}

/** `11月24日(火) 9:00` */
export function momentWords(instant: number): string {
  const { hour, minute } = tokyoParts(instant);
  return `${longDay(instant)} ${hour}:${String(minute).padStart(2, "0")}`;
}
