import { formatProfile, type Profile } from "./profile.js";
import type { OpenQuestion } from "./questions.js";

/** A question on one line, with its choices and samples from the document. */
export function questionLine(question: OpenQuestion): string {
  const choices = question.choices.map(({ label, samples }, index) => {
    const shown = samples.slice(0, 3).map((text) => (text.length > 16 ? `${text.slice(0, 16)}…` : text));
    return `[${index + 1}] ${label}${shown.length > 0 ? `（${shown.join(" / ")}）` : ""}`;
  });
  const doubts = (question.doubts ?? []).map(({ message }) => message);
  return `${[question.text, ...doubts, ...choices].join(" ")}`.replace(/\s*\n\s*/gu, " ");
}

/** A half-filled profile: what is known, and below it what could be added, one answer a block, behind `#`. */
export function draftProfile(profile: Profile, question: OpenQuestion): string {
  const lines = [
    "# 文書の様式の下書きです。下の答えから1つを選び、行の頭の # を外してください（同じ項目は1つにまとめます）。",
    Object.keys(profile).length === 0 ? "" : formatProfile(profile).trimEnd(),
    "",
    `# ${question.text.replace(/\s*\n\s*/gu, " ")}`,
    ...(question.doubts ?? []).map(({ message }) => `# ・${message.replace(/\s*\n\s*/gu, " ")}`),
  ];
  for (const { label, samples, profile: answer } of question.choices) {
    lines.push(`# ― ${[label, ...samples.slice(0, 4)].join(" / ").replace(/\s*\n\s*/gu, " ")}`);
    for (const line of formatProfile(answer).trimEnd().split("\n")) lines.push(`# ${line}`);
  }
  return `${lines.join("\n")}\n`;
}
