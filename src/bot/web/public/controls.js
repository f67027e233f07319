import { byId, el } from "./dom.js";

// The strip 「ためしに動かす」: the workspace's clock, and the next digest now.

export function drawControls({ controls, date, daysAhead }, run) {
  byId("controls").hidden = !(controls.digest || controls.clock || controls.reset);
  byId("date").textContent = date;
  byId("date").classList.toggle("moved", daysAhead !== 0);
  const button = (label, body, disabled) =>
    el("button", {
      type: "button",
      class: "button plain small",
      text: label,
      disabled,
      on: {
        click: async (event) => {
          event.currentTarget.disabled = true;
          await run(body);
          event.target.disabled = false;
        },
      },
    });
  const clock = controls.clock
    ? [button("+1日", { do: "forward", days: 1 }), button("+1週間", { do: "forward", days: 7 })]
    : [];
  const reset = controls.reset ? [button("戻す", { do: "reset" }, daysAhead === 0)] : [];
  byId("clock-buttons").replaceChildren(...clock, ...reset);
  byId("digest-buttons").replaceChildren(
    ...(controls.digest ? [button("次の週次まとめを今出す", { do: "digest" })] : []),
  );
}
