/**
 * Everything the bot can do, one line a feature, in the order in which the help shows it. What can be typed, pressed and
 * filled in, the help, the completion, the routing and the command lists of both manifests follow from this list.
 */

import { catalogueOf } from "./catalogue.js";

const LISTED = await Promise.all([
  import("./features/look-up/feature.js"),
  import("./features/standing/feature.js"),
  import("./features/reporting/feature.js"),
  import("./features/history/feature.js"),
  import("./features/confirmation/feature.js"),
  import("./features/indicators/feature.js"),
  import("./features/evaluation/feature.js"),
  import("./features/improvement/feature.js"),
  import("./features/instants/feature.js"),
  import("./features/assembly/feature.js"),
  import("./features/hand-over/feature.js"),
  import("./features/office/feature.js"),
  import("./features/lineage/feature.js"),
  import("./features/people/feature.js"),
  import("./features/settings/feature.js"),
  import("./features/digest/feature.js"),
  import("./features/reminders/feature.js"),
  import("./features/share/feature.js"),
  import("./features/troubles/feature.js"),
  import("./features/home/feature.js"),
  import("./features/help/feature.js"),
]);

export const FEATURES = LISTED.map(({ feature }) => feature);

export const {
  commands: COMMANDS,
  parseCommand,
  decodePress,
  answerText,
  look,
  route,
} = catalogueOf(FEATURES);
