import { existsSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { renderPng } from "../../src/bot/chart/png.js";
import { temporaryFolder } from "../kit/plan-store.js";

it("removes with the first picture what a process left behind that was killed while it drew, and nothing else", async () => {
  const parent = temporaryFolder();
  vi.stubEnv("TMPDIR", parent);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const at = (name: string): string => path.join(parent, name);
  const now = statSync(parent).mtimeMs / 1000;
  const made = (name: string, hours: number): string => {
    mkdirSync(at(name));
    writeFileSync(path.join(at(name), "part.ttf"), "a font");
    utimesSync(at(name), now - hours * 3600, now - hours * 3600);
    return at(name);
  };
  const left = made("policy-bot-font-left", 3);
  const drawing = made("policy-bot-font-drawing", 0.5);
  const foreign = made("another-program", 3);
  const kept = made("kept", 3);
  symlinkSync(kept, at("policy-bot-font-link"));
  await renderPng(
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="1" y="12">図</text></svg>',
  );
  expect(
    [left, drawing, foreign, path.join(kept, "part.ttf"), at("policy-bot-font-link")].map(existsSync),
  ).toEqual([false, true, true, true, true]);
});
