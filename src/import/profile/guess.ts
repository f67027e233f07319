import type { Front } from "./front.js";
import { chooseDepartments } from "./guess-departments.js";
import { chooseLabels } from "./guess-labels.js";
import { chooseSections } from "./guess-sections.js";
import type { Profile } from "./profile.js";
import type { Guess } from "./questions.js";
import type { Node } from "./units.js";

/**
 * Completes what is known of a document's profile, or names the one thing that has to be asked.
 * @param given what is saved or answered; it is never overruled
 */
export function guess(nodes: readonly Node[], front: Front, given: Profile): Guess {
  const departments = chooseDepartments(nodes, front, given);
  if (departments.question !== null) return departments;
  const labelled = chooseLabels(nodes, front, departments.profile);
  if (labelled.question !== null) return labelled;
  return chooseSections(nodes, front, labelled.profile);
}
