/** What the change of the year needs and does not have yet: for doctor, and for 企画課 in good time. */
import { fiscalYearLabel, fiscalYearOf, tokyoDate, tokyoParts } from "../../../domain/time.js";
import { type Binding, listBindings } from "../../../store/bindings.js";
import type { Db } from "../../../store/database.js";
import { listDepartments } from "../../../store/departments.js";
import { listPlanGoals } from "../../../store/goals.js";
import { listCoordinatorNames } from "../../../store/holding.js";
import { listUnconfirmed } from "../../../store/links.js";
import { departmentsIn, findOrganisation } from "../../../store/organisations.js";
import { currentOf, listPlans, type Plan } from "../../../store/plans.js";
import { isOn, listHolders, listPostRoles, listPosts } from "../../../store/posts.js";

export interface YearTrouble {
  readonly kind:
    | "no-plan"
    | "no-channel"
    | "few-channels"
    | "no-coordinator"
    | "vacant"
    | "unconfirmed"
    | "samples";
  readonly municipalityId: number;
  /** In Japanese, for 企画課. */
  readonly message: string;
}

/** What is missing at an instant, of every municipality that ever bound a channel. Reads only. */
export function yearTroubles(db: Db, now: number): YearTrouble[] {
  const plans = listPlans(db);
  const bindings = listBindings(db).filter(({ organisationId }) => organisationId !== null);
  const own = plans.filter(({ sample }) => !sample);
  const municipalities = [...new Set(own.map(({ municipalityId }) => municipalityId))];
  return municipalities.flatMap((municipalityId) => {
    const mine = own.filter((plan) => plan.municipalityId === municipalityId);
    const bound = bindings.filter((binding) => binding.municipalityId === municipalityId);
    const plan = currentOf(mine, fiscalYearOf(now));
    if (plan === null) return [];
    const found: (Omit<YearTrouble, "municipalityId"> | null)[] = [
      ...(bound.length === 0
        ? []
        : [
            missingPlan(mine, plan, now),
            missingChannels(db, plan, bound),
            missingCoordinators(db, plan, now),
            vacantPosts(db, plan, now),
          ]),
      ...mine.map((each) => unconfirmed(db, each)),
      plans.some(({ sample }) => sample)
        ? {
            kind: "samples",
            message:
              "見本の計画が、取り込んだ計画と並んでいます。policy-bot samples --remove で片付けられます。",
          }
        : null,
    ];
    return found.flatMap((trouble) =>
      trouble === null
        ? []
        : [{ ...trouble, municipalityId, message: `${plan.municipality}: ${trouble.message}` }],
    );
  });
}

type Found = Omit<YearTrouble, "municipalityId"> | null;

/** From the middle of March on. */
function missingPlan(mine: readonly Plan[], plan: Plan, now: number): Found {
  const { month, day } = tokyoParts(now);
  const running = fiscalYearOf(now);
  if (plan.fiscalYear < running)
    return {
      kind: "no-plan",
      message: `${fiscalYearLabel(running)}の計画がまだないため、定期まとめは出ていません。/policy 管理 で開く画面から取り込んでください。`,
    };
  const next = running + 1;
  if (month !== 3 || day < 15 || mine.some(({ fiscalYear }) => fiscalYear === next)) return null;
  return {
    kind: "no-plan",
    message: `${fiscalYearLabel(next)}の計画がまだ取り込まれていません。4月からの定期まとめのため、3月のうちに、/policy 管理 で開く画面から取り込んでください。`,
  };
}

const NONE_LEFT =
  "結び付けたチャンネルがどれも届かなくなったため、定期まとめはどの部にも届いていません。チャンネルにボットを招待し直すか、今使っているチャンネルで /policy 設定 を開いて結び付けてください。";

/** @param bound all channels that were bound, also those that are lost */
function missingChannels(db: Db, plan: Plan, bound: readonly Binding[]): Found {
  const live = bound.filter(({ lostAt }) => lostAt === null);
  if (live.length === 0) return { kind: "no-channel", message: NONE_LEFT };
  const reached = new Set(
    live.flatMap(({ organisationId }) =>
      organisationId === null ? [] : departmentsIn(db, organisationId, plan.id),
    ),
  );
  const tracked = new Set(listPlanGoals(db, plan.id).map(({ departmentId }) => departmentId));
  const missing = listDepartments(db, plan.id).filter(({ id }) => tracked.has(id) && !reached.has(id));
  return missing.length === 0
    ? null
    : {
        // Where few departments take part yet, the others are not missed every week.
        kind: 2 * missing.length > tracked.size ? "few-channels" : "no-channel",
        message: `定期まとめの届くチャンネルがない部があります: ${missing.map(({ name }) => name).join("、")}。チャンネルで /policy 設定 を開いて結び付けてください。`,
      };
}

/** Said once somebody has begun to give roles: else nobody holds any. */
function missingCoordinators(db: Db, plan: Plan, now: number): Found {
  const departments = listDepartments(db, plan.id);
  const missing = departments.filter(({ id }) => listCoordinatorNames(db, id, tokyoDate(now)).length === 0);
  return missing.length === 0 || missing.length === departments.length
    ? null
    : {
        kind: "no-coordinator",
        message: `庶務担当のいない部があります: ${missing.map(({ name }) => name).join("、")}。/policy 設定 の「役割」で付けられます。`,
      };
}

/** Posts that hold a role and have nobody on them today. */
function vacantPosts(db: Db, plan: Plan, now: number): Found {
  const today = tokyoDate(now);
  const vacant = listPosts(db, plan.municipalityId).filter(
    ({ id, organisationId }) =>
      !isAbolished(db, organisationId, today) &&
      listPostRoles(db, id).length > 0 &&
      listHolders(db, id).every((holder) => !isOn(holder, today)),
  );
  return vacant.length === 0
    ? null
    : {
        kind: "vacant",
        message: `役割の付いた職に、だれもいません: ${vacant.map(({ name }) => name).join("、")}。/policy 異動 か /policy 担当一覧 で後任の方を決めてください。`,
      };
}

/** The posts of what was merged, divided or abolished go to what took it over, or end with it. */
function isAbolished(db: Db, organisationId: number | null, today: string): boolean {
  const ended = organisationId === null ? null : findOrganisation(db, organisationId)?.abolishedOn;
  return ended != null && ended <= today;
}

function unconfirmed(db: Db, plan: Plan): Found {
  const count = listUnconfirmed(db, plan.id).length;
  return count === 0
    ? null
    : {
        kind: "unconfirmed",
        message: `${fiscalYearLabel(plan.fiscalYear)}に続く部や目標のうち、確かめていないものが ${count}件あります。/policy 系譜 で確かめてください。`,
      };
}
