// The page that lets in whoever started the program: by the one-time address that the program showed.
const title = document.getElementById("title");
const error = document.getElementById("error");
const again = document.getElementById("again");

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
    const problem = await post("/api/login", { token: secret });
    if (problem === null) return location.reload();
    error.textContent = problem;
  }
  title.textContent = "端末に表示されたアドレスから開いてください";
  again.hidden = false;
}

again.addEventListener("click", async () => {
  error.textContent = (await post("/api/link", {})) ?? "";
  if (error.textContent === "")
    document.getElementById("shown").textContent = "プログラムを始めた端末に、新しいアドレスを表示しました。";
});

enter().catch(() => {
  title.textContent = "つながりませんでした";
  error.textContent = "しばらくしてから、ページを開き直してください。";
});
