// The page that lets in whoever started the program: by the one-time address that the program showed.
/** What the page begins with. */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const title = part("title");
const problem = part("error");
const again = part("again");

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.ok ? null : (await response.json()).message;
}

async function enter() {
  const secret = new URLSearchParams(location.search).get("in");
  // The secret is spent in a moment; the history need not keep it.
  history.replaceState(null, "", `/${location.hash}`);
  if (secret !== null) {
    const refusal = await post("/api/login", { token: secret });
    if (refusal === null) return location.reload();
    problem.textContent = refusal;
  }
  title.textContent = "端末に表示されたアドレスから開いてください";
  again.hidden = false;
}

again.addEventListener("click", async () => {
  problem.textContent = (await post("/api/link", {})) ?? "";
  if (problem.textContent === "")
    part("shown").textContent = "プログラムを始めた端末に、新しいアドレスを表示しました。";
});

enter().catch(() => {
  title.textContent = "つながりませんでした";
  problem.textContent = "しばらくしてから、ページを開き直してください。";
});
