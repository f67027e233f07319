/** What an examination found, in plain Japanese for the person who runs the machine. */
export interface Finding {
  /** What was looked at: `データベース`. */
  readonly check: string;
  /** `notice` is worth knowing and no reason to act today. */
  readonly level: "ok" | "notice" | "problem";
  readonly message: string;
}

export const fine = (check: string, message: string): Finding => ({ check, level: "ok", message });
export const notice = (check: string, message: string): Finding => ({ check, level: "notice", message });
export const problem = (check: string, message: string): Finding => ({ check, level: "problem", message });
