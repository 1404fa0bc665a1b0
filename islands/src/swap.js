// The list answers its filters in place: htmx asks for the same page and puts its main part in. Without this script the form and the links lead there by themselves.
import htmx from "htmx.org";

Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0, refreshOnHistoryMiss: true, scrollIntoViewOnBoost: false });

const said = document.createElement("p");
said.className = "unseen";
said.setAttribute("role", "status");
document.body.append(said);

document.body.addEventListener("htmx:afterSettle", () => {
  said.textContent = document.querySelector("#main .summary")?.textContent ?? "";
});
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.body.addEventListener(failed, (event) => location.assign(event.detail.pathInfo.finalRequestPath));
}
