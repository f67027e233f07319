import { byId, el } from "./dom.js";

// The strip 「ためしに動かす」: the workspace's clock, and the next digest now.

/**
 * @param {import("./types.d.ts").World} world
 * @param {(body: object) => Promise<void>} run sends what was pressed
 */
export function drawControls({ controls, date, daysAhead }, run) {
  byId("controls").hidden = !(controls.digest || controls.clock || controls.reset);
  byId("date").textContent = date;
  byId("date").classList.toggle("moved", daysAhead !== 0);
  const focused = document.activeElement?.textContent ?? "";
  /**
   * @param {string} label
   * @param {object} body
   */
  const button = (label, body, disabled = false) =>
    el("button", {
      type: "button",
      class: "button plain small",
      text: label,
      disabled,
      on: { click: () => run(body) },
    });
  const forward = [button("+1日", { do: "forward", days: 1 }), button("+1週間", { do: "forward", days: 7 })];
  const buttons = [
    ...(controls.clock ? forward : []),
    ...(controls.reset ? [button("戻す", { do: "reset" }, daysAhead === 0)] : []),
  ];
  byId("clock-buttons").replaceChildren(...buttons);
  byId("digest-buttons").replaceChildren(
    ...(controls.digest ? [button("次の定期まとめを今出す", { do: "digest" })] : []),
  );
  const again = [...byId("controls").querySelectorAll("button")].find((one) => one.textContent === focused);
  again?.focus();
}
