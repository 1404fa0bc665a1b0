// The desk by keyboard: j and k go on and back, a letter chooses what to do and asks for the reason, Enter does it, ? shows the keys. Every page works without it.
const typing = "input:not([type=checkbox]), textarea, select";
const dialog = document.getElementById("keys");
const form = document.querySelector("form[data-deciding]");
const reason = form?.querySelector("[data-why]");
let chosen = null;

for (const hint of document.querySelectorAll("[data-keys-hint]")) hint.hidden = false;

function choose(button) {
  for (const one of form.querySelectorAll("[data-key]")) one.classList.toggle("chosen", one === button);
  chosen = button;
  const field = form.querySelector(`[data-focus="${button.dataset.key}"]`);
  (field && (field.matches("select") || !field.value) ? field : reason).focus();
}

function step(by) {
  const lines = [...document.querySelectorAll("a[data-item]")];
  if (lines.length) {
    const at = lines.indexOf(document.activeElement);
    lines[Math.max(0, Math.min(lines.length - 1, at < 0 ? 0 : at + by))].focus();
    return;
  }
  document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
}

function act(key) {
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "q") location.href = "/desk";
  else if (key === "u") takeBack();
  else {
    const button = form?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button) return false;
    choose(button);
  }
  return true;
}

function takeBack() {
  const last = document.querySelector("a[data-last]");
  if (last) document.querySelector(last.hash)?.focus();
  else location.href = "/desk/decisions#last";
}

document.addEventListener("keydown", (pressed) => {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || dialog?.open) return;
  if (pressed.key === "Escape") {
    document.activeElement?.blur();
    return;
  }
  if (pressed.target.matches(typing)) {
    if (pressed.key === "Enter" && form?.contains(pressed.target) && chosen) {
      pressed.preventDefault();
      if (pressed.target !== reason && !reason.value) reason.focus();
      else chosen.click();
    }
    return;
  }
  if (pressed.key === "?" ? (dialog?.showModal(), true) : act(pressed.key)) pressed.preventDefault();
});

if (location.hash === "#last") takeBack();
