import { collecting } from "./collecting.mjs";
import { importing } from "./importing.mjs";
import { lookUp } from "./look-up.mjs";
import { planning } from "./planning.mjs";
import { reading } from "./reading.mjs";
import { search } from "./search.mjs";
import { starting } from "./starting.mjs";

/** Each part gives rows { figure, ours, reference, ratio, aim }. */
export const parts = { "look-up": lookUp, search, importing, starting, collecting, planning, reading };
