import { readFileSync } from "node:fs";
import { ConfigError } from "./config.js";
import {
  DEFAULT_PATTERNS,
  PatternError,
  type PrivacyPattern,
  readPatterns,
} from "./domain/privacy/patterns.js";

/**
 * The patterns of what must not be stored.
 * @param file a JSON file in the form that docs/it.md describes, or null for the built-in list
 * @throws ConfigError with every problem of the file
 */
export function loadPatterns(file: string | null): readonly PrivacyPattern[] {
  if (file === null) return DEFAULT_PATTERNS;
  try {
    return readPatterns(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof PatternError) {
      throw new ConfigError(error.message.split("\n").map((line) => `PRIVACY_PATTERNS（${file}）: ${line}`));
    }
    throw new ConfigError([`PRIVACY_PATTERNS（${file}）を JSON として読めませんでした。`]);
  }
}
