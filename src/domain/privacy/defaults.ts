import { BUILT_IN, type PrivacyPattern, readPatterns } from "./patterns.js";

/** What holds where a municipality configures no list of its own, as it would stand in a configuration file. */
export const DEFAULT_ROWS = [{ name: BUILT_IN }];

export const DEFAULT_PATTERNS: readonly PrivacyPattern[] = readPatterns(DEFAULT_ROWS);
