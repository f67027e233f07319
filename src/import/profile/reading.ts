import type { Front } from "./front.js";
import { type Interpreted, Interpreter } from "./interpret.js";
import type { Profile } from "./profile.js";
import { Rules } from "./rules.js";
import { readTable } from "./tables.js";
import type { Node } from "./units.js";

/** What a profile makes of the document. */
export function interpret(nodes: readonly Node[], front: Front, profile: Profile): Interpreted {
  return new Interpreter(new Rules(profile), front, nodes, readTable).run();
}
