import { byId, findIn } from "./dom.js";

// On a narrow window the list of conversations is a drawer.

export const narrow = matchMedia("(max-width: 760px)");

/** @param {boolean} open */
function set(open) {
  document.body.classList.toggle("drawer-open", open);
  byId("drawer-button").setAttribute("aria-expanded", String(open));
  // What is covered, and a closed drawer, are out of reach of the keyboard too.
  byId("sidebar").inert = narrow.matches && !open;
  byId("conversation").inert = narrow.matches && open;
  byId("thread").inert = narrow.matches && open;
}

export function closeDrawer() {
  set(false);
}

byId("drawer-button").addEventListener("click", () => {
  const open = !document.body.classList.contains("drawer-open");
  set(open);
  if (open) findIn(byId("sidebar"), "[aria-current]")?.focus();
});
byId("shade").addEventListener("click", closeDrawer);
byId("sidebar").addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !narrow.matches) return;
  closeDrawer();
  byId("drawer-button").focus();
});
narrow.addEventListener("change", closeDrawer);
closeDrawer();
