import { fillTemplate } from "../../../export/filled-template.js";
import { applyImport, type ImportOutcome } from "../../../import/apply.js";
import type { ImportOptions } from "../../../import/changes.js";
import { openSource } from "../../../import/decode.js";
import { ImportError, type ParsedPlan } from "../../../import/document.js";
import type { ReadDocument } from "../../../import/elements.js";
import { readPlanSource } from "../../../import/plan-source.js";
import {
  notTakenOf,
  type PlannedImport,
  planImport,
  STOP,
  statedPlace,
} from "../../../import/profile/plan-import.js";
import { lasting, mergeProfiles, type Profile } from "../../../import/profile/profile.js";
import { formatProfile, parseProfile } from "../../../import/profile/profile-file.js";
import { type ShownLine, shownLines } from "../../../import/profile/shown-lines.js";
import { inTransaction } from "../../../store/database.js";
import { savedProfile, saveProfile } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { LinkChoices } from "../lineage/settle-links.js";
import { Held } from "./held.js";
import { importDocument, PreviewOutdated, previewMark } from "./import-document.js";
import { mayImportFor, type OfficeVisitor, visitorActor } from "./office-rights.js";

/**
 * A document on its way in through the office page: read once, then questions, then the preview, then the import. It is kept in
 * memory for the one person who brought it; nothing is stored before they say yes.
 */

export type { DocumentDoubt } from "../../../import/profile/questions.js";
export type { ShownLine } from "../../../import/profile/shown-lines.js";

export interface ImportIntake {
  readonly id: string;
  readonly visitor: OfficeVisitor;
  readonly name: string;
  readonly sha256: string;
  readonly document: ReadDocument;
  /** The plan of our own form filled in, which needs no profile; null for any other document. */
  readonly form: ParsedPlan | null;
  /** What was known or answered, step by step: the last counts, and one can be taken back. */
  readonly answered: readonly Profile[];
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
  readonly track: readonly string[];
  /** What was said of the links to the year before. */
  readonly links: LinkChoices;
}

/** What is next for an intake. */
export type IntakeStep =
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "question"; readonly planned: PlannedImport }
  | { readonly kind: "place"; readonly plan: ParsedPlan }
  | {
      readonly kind: "preview";
      readonly planned: PlannedImport;
      readonly plan: ParsedPlan;
      readonly outcome: ImportOutcome;
      /** Stands for everything that it shows. */
      readonly mark: string;
    };

/** The document's lines with what they count as so far. */
export const intakeLines = ({ document }: ImportIntake, { profile }: PlannedImport): readonly ShownLine[] =>
  shownLines(document, profile);

/** What became of a yes. */
export type Confirmed =
  | { readonly kind: "done"; readonly outcome: ImportOutcome }
  /** Something has to be asked or shown first; `outdated` where the plan has changed since the preview. */
  | { readonly kind: "ask"; readonly outdated: boolean };

/** Documents are large in memory; what comes beyond pushes out the oldest. */
const MOST = 5;

/** The documents that are on their way in. */
export class Intakes {
  readonly #held: Held<ImportIntake>;
  /** What a document comes to under what was answered last: looked at by every screen of a step. */
  readonly #planned = new WeakMap<Profile, PlannedImport>();

  constructor(private readonly bot: Bot) {
    this.#held = new Held(bot.clock, MOST);
  }

  /**
   * Reads a file.
   * @throws ImportError with one Japanese sentence where it cannot be read
   */
  async open(visitor: OfficeVisitor, name: string, bytes: Uint8Array): Promise<ImportIntake> {
    const source = openSource(bytes, name);
    const { document, form } = await readPlanSource(source, bytes);
    const known = this.#knownProfile(document);
    return this.#held.put(visitor, (id) => ({
      id,
      visitor,
      name,
      sha256: source.sha256,
      document,
      form,
      answered: [known],
      municipality: null,
      fiscalYear: null,
      track: [],
      links: new Map(),
    }));
  }

  /** The intake of this person, or null where it is gone or somebody else's. */
  find(visitor: OfficeVisitor, id: string): ImportIntake | null {
    return this.#held.find(visitor, id);
  }

  /** What has to be asked or shown now. */
  step(intake: ImportIntake): IntakeStep {
    try {
      const planned = this.#plan(intake);
      if (planned.plan === null) return { kind: "question", planned };
      const options = this.#options(intake, planned.plan);
      if (options === null) return { kind: "place", plan: planned.plan };
      if (!mayImportFor(this.bot, intake.visitor, options.municipality)) {
        const whose = `${options.municipality}の計画を取り込めるのは、その企画課の方です。`;
        return { kind: "refused", message: whose };
      }
      const outcome = applyImport(this.bot.db, planned.plan, options, false);
      return { kind: "preview", planned, plan: planned.plan, outcome, mark: previewMark(outcome) };
    } catch (error) {
      if (error instanceof ImportError) return { kind: "refused", message: error.message };
      throw error;
    }
  }

  /** Takes an answer to the open question. @returns the intake as it goes on; the same where the answer fits no question */
  answer(intake: ImportIntake, question: string, choice: number): ImportIntake {
    const step = this.step(intake);
    if (step.kind !== "question" || step.planned.question?.id !== question) return intake;
    const chosen = step.planned.question.choices[choice];
    if (chosen === undefined) return intake;
    const answered = [...intake.answered, mergeProfiles(step.planned.profile, chosen.profile)];
    return this.#keep({ ...intake, answered });
  }

  /** Takes what was said of each doubt; where one of them is right, the document is not taken as it is read. */
  judge(intake: ImportIntake, wrong: ReadonlySet<string>): ImportIntake {
    const step = this.step(intake);
    if (step.kind !== "question" || step.planned.question?.doubts === undefined) return intake;
    const fine = step.planned.question.doubts.map(({ kind }) => kind).filter((kind) => !wrong.has(kind));
    const said = { 確認: wrong.size === 0 ? fine : [...fine, STOP] };
    return this.#keep({
      ...intake,
      answered: [...intake.answered, mergeProfiles(step.planned.profile, said)],
    });
  }

  /** Our form with what was read in it, to be put right by hand. */
  async template(intake: ImportIntake): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const { bytes } = await fillTemplate(intake.document, intake.answered.at(-1) ?? {});
    return { name: `${intake.name.replace(/\.[^.]+$/u, "")}_様式.xlsx`, bytes };
  }

  /** Takes the last answer back. */
  back(intake: ImportIntake): ImportIntake {
    return intake.answered.length < 2
      ? intake
      : this.#keep({ ...intake, answered: intake.answered.slice(0, -1) });
  }

  /** Whose plan it is and of which year, and what else is tracked. */
  place(
    intake: ImportIntake,
    given: Pick<ImportIntake, "municipality" | "fiscalYear" | "track">,
  ): ImportIntake {
    return this.#keep({ ...intake, ...given });
  }

  /** Takes what was said of the links; the rest of what was said stays. */
  say(intake: ImportIntake, links: LinkChoices): ImportIntake {
    return this.#keep({ ...intake, links: new Map([...intake.links, ...links]) });
  }

  /**
   * Imports what the preview showed, and keeps the profile for next year.
   * @param mark that of the preview to which the person said yes
   */
  confirm(intake: ImportIntake, mark: string): Confirmed {
    const step = this.step(intake);
    const options = step.kind === "preview" ? this.#options(intake, step.plan) : null;
    if (step.kind !== "preview" || options === null) return { kind: "ask", outdated: false };
    const { bot } = this;
    try {
      const outcome = inTransaction(bot.db, () => {
        const done = importDocument(bot.db, step.plan, options, { mark, links: intake.links });
        const profile = formatProfile(lasting(step.planned.profile));
        saveProfile(bot.db, options.municipality, profile, options.actor, bot.clock());
        return done;
      });
      this.#held.drop(intake.id);
      bot.kick();
      return { kind: "done", outcome };
    } catch (error) {
      if (error instanceof PreviewOutdated) return { kind: "ask", outdated: true };
      throw error;
    }
  }

  /** Gives up: nothing was stored. */
  drop(intake: ImportIntake): void {
    this.#held.drop(intake.id);
  }

  /** What was settled for the municipality that the document names. */
  #knownProfile(document: ReadDocument): Profile {
    const { municipality } = statedPlace(document);
    const saved = municipality === null ? null : savedProfile(this.bot.db, municipality);
    return saved === null ? {} : parseProfile(saved.profile, "保存した様式");
  }

  #options(intake: ImportIntake, plan: ParsedPlan): ImportOptions | null {
    const municipality = intake.municipality ?? plan.municipality;
    const fiscalYear = intake.fiscalYear ?? plan.fiscalYear;
    if (municipality === null || municipality === "" || fiscalYear === null) return null;
    return {
      municipality,
      fiscalYear,
      track: intake.track,
      sourceName: intake.name,
      sourceSha256: intake.sha256,
      now: this.bot.clock(),
      actor: visitorActor(intake.visitor),
    };
  }

  #plan(intake: ImportIntake): PlannedImport {
    const profile = intake.answered.at(-1) ?? {};
    const known = this.#planned.get(profile);
    if (known !== undefined) return known;
    const planned = intake.form === null ? planImport(intake.document, profile) : ofForm(intake.form);
    this.#planned.set(profile, planned);
    return planned;
  }

  #keep(intake: ImportIntake): ImportIntake {
    return this.#held.replace(intake.id, intake);
  }
}

/** Our own form says what every row is. */
const ofForm = (plan: ParsedPlan): PlannedImport => ({
  profile: {},
  plan,
  question: null,
  checks: [],
  notTaken: notTakenOf(plan),
});
