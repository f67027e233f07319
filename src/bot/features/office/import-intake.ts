import { applyImport, type ImportOutcome } from "../../../import/apply.js";
import type { ImportOptions } from "../../../import/changes.js";
import { openSource } from "../../../import/decode.js";
import { ImportError, type ParsedPlan } from "../../../import/document.js";
import type { ReadDocument } from "../../../import/elements.js";
import { readPlanSource } from "../../../import/plan-source.js";
import { type PlannedImport, planImport, statedPlace } from "../../../import/profile/plan-import.js";
import {
  formatProfile,
  lasting,
  mergeProfiles,
  type Profile,
  parseProfile,
} from "../../../import/profile/profile.js";
import { inTransaction } from "../../../store/database.js";
import { savedProfile, saveProfile } from "../../../store/document-profiles.js";
import type { Bot } from "../../context.js";
import { Held } from "./held.js";
import { importDocument } from "./import-document.js";

/**
 * A document on its way in through the office page: read once, then questions, then the preview, then the import. It is kept in
 * memory for the one person who brought it; nothing is stored before they say yes.
 */

export interface Intake {
  readonly owner: string;
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
    };

const MOST = 5;

/** The documents that are on their way in. */
export class Intakes {
  readonly #held: Held<Intake>;
  /** What a document comes to under what was answered last: looked at by every screen of a step. */
  readonly #planned = new WeakMap<Profile, PlannedImport>();

  constructor(private readonly bot: Bot) {
    this.#held = new Held(bot.clock, MOST);
  }

  /**
   * Reads a file.
   * @param owner who brought it, `slack:U1`
   * @returns the name under which they find it again
   * @throws ImportError with one Japanese sentence where it cannot be read
   */
  async open(owner: string, name: string, bytes: Uint8Array): Promise<string> {
    const source = openSource(bytes, name);
    const { document, form } = await readPlanSource(source, bytes);
    return this.#held.put(owner, {
      owner,
      name,
      sha256: source.sha256,
      document,
      form,
      answered: [this.#knownProfile(document)],
      municipality: null,
      fiscalYear: null,
      track: [],
    });
  }

  /** The intake of this person, or null where it is gone or somebody else's. */
  find(owner: string, id: string): Intake | null {
    return this.#held.find(owner, id);
  }

  /** What has to be asked or shown now. */
  step(intake: Intake): IntakeStep {
    try {
      const planned = this.#plan(intake);
      if (planned.plan === null) return { kind: "question", planned };
      const options = this.#options(intake, planned.plan);
      if (options === null) return { kind: "place", plan: planned.plan };
      const outcome = applyImport(this.bot.db, planned.plan, options, false);
      return { kind: "preview", planned, plan: planned.plan, outcome };
    } catch (error) {
      if (error instanceof ImportError) return { kind: "refused", message: error.message };
      throw error;
    }
  }

  /** Takes an answer to the open question; one that fits no question changes nothing. */
  answer(id: string, intake: Intake, question: string, choice: number): void {
    const step = this.step(intake);
    if (step.kind !== "question" || step.planned.question?.id !== question) return;
    const chosen = step.planned.question.choices[choice];
    if (chosen === undefined) return;
    const answered = [...intake.answered, mergeProfiles(step.planned.profile, chosen.profile)];
    this.#held.replace(id, { ...intake, answered });
  }

  /** Takes the last answer back. */
  back(id: string, intake: Intake): void {
    if (intake.answered.length > 1)
      this.#held.replace(id, { ...intake, answered: intake.answered.slice(0, -1) });
  }

  /** Whose plan it is and of which year, and what else is tracked. */
  place(id: string, intake: Intake, given: Pick<Intake, "municipality" | "fiscalYear" | "track">): void {
    this.#held.replace(id, { ...intake, ...given });
  }

  /**
   * Imports what the preview showed, and keeps the profile for next year.
   * @returns null where something has to be asked or shown first
   */
  confirm(id: string, intake: Intake): ImportOutcome | null {
    const step = this.step(intake);
    if (step.kind !== "preview") return null;
    const options = this.#options(intake, step.plan);
    if (options === null) return null;
    const { bot } = this;
    const outcome = inTransaction(bot.db, () => {
      const done = importDocument(bot.db, step.plan, options);
      saveProfile(
        bot.db,
        options.municipality,
        formatProfile(lasting(step.planned.profile)),
        intake.owner,
        bot.clock(),
      );
      return done;
    });
    this.#held.drop(id);
    bot.kick();
    return outcome;
  }

  /** Gives up: nothing was stored. */
  drop(id: string): void {
    this.#held.drop(id);
  }

  #plan(intake: Intake): PlannedImport {
    const profile = intake.answered.at(-1) ?? {};
    const known = this.#planned.get(profile);
    if (known !== undefined) return known;
    const planned = intake.form === null ? planImport(intake.document, profile) : ofForm(intake.form);
    this.#planned.set(profile, planned);
    return planned;
  }

  /** What was settled for the municipality that the document names. */
  #knownProfile(document: ReadDocument): Profile {
    const { municipality } = statedPlace(document);
    const saved = municipality === null ? null : savedProfile(this.bot.db, municipality);
    return saved === null ? {} : parseProfile(saved.profile, "保存した様式");
  }

  #options(intake: Intake, plan: ParsedPlan): ImportOptions | null {
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
      actor: intake.owner,
    };
  }
}

/** Our own form says what every row is. */
const ofForm = (plan: ParsedPlan): PlannedImport => ({
  profile: {},
  plan,
  question: null,
  checks: [],
  notTaken: [],
});
