import type { Plan } from "../../../store/plans.js";
import { type Form, type Message, say, span } from "../../reply.js";

/** Whether replies of guests and of people of other organisations are recorded. */
export interface OutsidersSetting {
  readonly allowed: boolean;
  /** Whether `OUTSIDERS` says it, so that nothing can be chosen here. */
  readonly fixed: boolean;
}

export const outsidersWords = ({ allowed, fixed }: OutsidersSetting): string =>
  `ゲストとほかの組織の方の返信: ${allowed ? "名前に印を付けて記録します。" : "記録しません。"}${
    fixed ? "環境変数 OUTSIDERS で決まっているため、ここでは変えられません。" : ""
  }`;

export const fixedOutsidersView = (): Message =>
  say(
    "ゲストとほかの組織の方の返信の扱いは、環境変数 OUTSIDERS で決まっています。変えるときは情報システム担当に頼んでください。",
  );

export const ALLOWED = "allow";
export const REFUSED = "refuse";

export function outsidersForm(plan: Plan, { allowed }: OutsidersSetting): Form {
  return {
    kind: "form",
    id: "outsiders",
    title: "外部の方の返信",
    submit: "決める",
    context: JSON.stringify({ plan: plan.id }),
    intro: [
      span(
        "ゲストアカウントの方と、ほかの組織の方（Slack コネクト、別のテナント）の返信を、進捗として記録するかどうかを決めます。記録するときは、名前に「（ゲスト）」「（他組織）」を付けます。",
      ),
    ],
    fields: [
      {
        name: "outsiders",
        label: "外部の方の返信",
        type: "select",
        options: [
          { value: REFUSED, label: "記録しない（ご本人だけにそう伝える）" },
          { value: ALLOWED, label: "名前に印を付けて記録する" },
        ],
        initial: allowed ? ALLOWED : REFUSED,
      },
    ],
  };
}

export const outsidersSetView = (allowed: boolean): Message =>
  say(
    allowed
      ? "これからは、ゲストとほかの組織の方の返信も、名前に印を付けて記録します。"
      : "これからは、ゲストとほかの組織の方の返信は記録しません。企画課が役割や担当を付けた方の返信は記録します。",
  );
